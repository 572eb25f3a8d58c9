package vn.lienthong.xmlsig;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.xmlsig.StartTag.Attribute;

/**
 * Watches the events of one document and says at its end whether the signature in {@code CHUKYDONVI} holds. Flat
 * memory: the document is hashed in both canonical forms as it passes, and only the signature is kept.
 *
 * <pre>
 *   GIAMDINHHS                 any root
 *     ...
 *     CHUKYDONVI
 *       Signature              the only one, and nowhere else
 * </pre>
 *
 * <p>The first pass hashes with SHA-256, what nearly all sign with. A signature that asks for another hash or for
 * inclusive prefixes needs a second pass over the same document, whose hash is then made as the signature says.
 *
 * <p>For one thread and one document.
 */
public final class XmlSignature {
    /** Where the signature stands: in this element, directly below the root. */
    public static final String UNIT_SIGNATURE = "CHUKYDONVI";

    private static final int UNIT_DEPTH = 2;

    private final SignaturePolicy policy;
    private final @Nullable SignatureParts asked;
    private final DigestMethod hashedWith;
    private final TwinOutput out;
    private final Canonicalizer canonicalizer;
    private final SignatureRecorder recorder = new SignatureRecorder();
    private final List<Attribute> rootXmlAttributes = new ArrayList<>();
    private List<Attribute> xmlAttributes = List.of();
    private int depth;
    private boolean inUnit;
    private boolean inSignature;
    private boolean signed;
    private boolean outOfPlace;
    private boolean otherVersion;
    private @Nullable SignatureParts parts;
    private @Nullable RefusalCode formRefusal;

    public XmlSignature(SignaturePolicy policy) {
        this(policy, null);
    }

    private XmlSignature(SignaturePolicy policy, @Nullable SignatureParts asked) {
        this.policy = policy;
        this.asked = asked;
        hashedWith = asked == null ? DigestMethod.SHA256 : asked.digestMethod();
        out = new TwinOutput(new DigestTarget(hashedWith.digest()));
        canonicalizer = new Canonicalizer(
                out, asked == null ? Set.of() : asked.documentForm().prefixes());
    }

    /** To be told of every event in the reader's order, until its end. */
    public void event(XMLStreamReader in) {
        switch (in.getEventType()) {
            case XMLStreamConstants.START_ELEMENT -> start(in);
            case XMLStreamConstants.END_ELEMENT -> end(in);
            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                if (inSignature) {
                    recorder.text(in.getTextCharacters(), in.getTextStart(), in.getTextLength());
                } else {
                    int from = in.getTextStart();
                    canonicalizer.text(in.getTextCharacters(), from, from + in.getTextLength());
                }
            }
            case XMLStreamConstants.PROCESSING_INSTRUCTION -> {
                if (inSignature) {
                    recorder.instruction();
                } else {
                    canonicalizer.instruction(in.getPITarget(), StartTag.text(in.getPIData()));
                }
            }
            default -> {
                // Comments are in neither form; DTDs and entities stop the reader.
            }
        }
    }

    /** Whether only a second pass can tell; to be asked after the last event. */
    public boolean needsSecondPass() {
        if (parts == null || asked != null || refusalOfForm() != null) {
            return false;
        }
        boolean bothAlike = out.inclusive() == out.exclusive();
        return parts.digestMethod() != hashedWith
                || (!parts.documentForm().prefixes().isEmpty() && !bothAlike);
    }

    /** To be shown the same document again. */
    public XmlSignature secondPass() {
        if (parts == null) {
            throw new IllegalStateException("nothing asks for a second pass");
        }
        return new XmlSignature(policy, parts);
    }

    /**
     * The verdict, after the last event of a well-formed document.
     *
     * @return why the document is not taken, empty when it is
     */
    public Optional<RefusalCode> refusal() throws IOException {
        return refusal(Set.of());
    }

    /**
     * The same of a document whose records name their facilities.
     *
     * @param facilities all that the records name; a signer that is bound must be registered for each
     */
    public Optional<RefusalCode> refusal(Set<String> facilities) throws IOException {
        if (needsSecondPass()) {
            throw new IllegalStateException("the second pass must tell");
        }
        RefusalCode ofForm = refusalOfForm();
        SignatureParts whole = parts;
        if (ofForm != null || whole == null) {
            return Optional.ofNullable(ofForm);
        }
        boolean exclusive = whole.documentForm().exclusive();
        DigestTarget document = (DigestTarget) (exclusive ? out.exclusive() : out.inclusive());
        if (canonicalizer.undefined() || !MessageDigest.isEqual(document.value(), whole.digest())) {
            return Optional.of(RefusalCode.SIGNATURE_INVALID);
        }
        try {
            return new SignerTrust(policy, facilities).refusal(whole, whole.signedBytes(xmlAttributes));
        } catch (SignatureRefused e) {
            return Optional.of(e.code());
        }
    }

    /** What is wrong before anything is computed, or null. */
    private @Nullable RefusalCode refusalOfForm() {
        if (outOfPlace || (signed && (otherVersion || recorder.foreign()))) {
            return RefusalCode.XML_SIGNATURE_SCOPE;
        }
        if (!signed) {
            return policy.required() ? RefusalCode.SIGNATURE_MISSING : null;
        }
        if (recorder.tooLarge()) {
            // More than a signature is in it: as a rule, the document that was signed.
            return RefusalCode.XML_SIGNATURE_SCOPE;
        }
        SignatureParts whole = parts;
        if (whole == null) {
            return formRefusal;
        }
        boolean sha1 = whole.method().sha1() || whole.digestMethod() == DigestMethod.SHA1;
        return sha1 && !policy.sha1() ? RefusalCode.SIGNATURE_INVALID : null;
    }

    private void start(XMLStreamReader in) {
        depth++;
        if (inSignature) {
            recorder.start(StartTag.of(in), canonicalizer.inScope());
            return;
        }
        String namespace = StartTag.text(in.getNamespaceURI());
        if (namespace.equals(SignatureElement.NAMESPACE)) {
            if (in.getLocalName().equals("Signature") && inUnit && depth == UNIT_DEPTH + 1 && !signed) {
                signed = true;
                inSignature = true;
                recorder.start(StartTag.of(in), canonicalizer.inScope());
                return;
            }
            // A second signature, one somewhere else, or a piece of one.
            outOfPlace = true;
        }
        if (depth == 1) {
            otherVersion = "1.1".equals(in.getVersion());
            rootXmlAttributes.addAll(xmlAttributesOf(StartTag.of(in), List.of()));
        } else if (depth == UNIT_DEPTH) {
            inUnit = in.getLocalName().equals(UNIT_SIGNATURE);
            if (inUnit && !signed) {
                xmlAttributes = xmlAttributesOf(StartTag.of(in), rootXmlAttributes);
            }
        }
        if (in.getAttributeCount() == 0 && in.getNamespaceCount() == 0) {
            canonicalizer.start(StartTag.text(in.getPrefix()), namespace, nameOf(in));
        } else {
            canonicalizer.start(StartTag.of(in));
        }
    }

    private void end(XMLStreamReader in) {
        depth--;
        if (inSignature) {
            inSignature = !recorder.end();
            if (!inSignature) {
                read();
            }
            return;
        }
        canonicalizer.end(nameOf(in));
    }

    private void read() {
        SignatureElement signature = recorder.signature();
        if (signature == null) {
            return;
        }
        try {
            parts = SignatureParts.of(signature);
        } catch (SignatureRefused e) {
            formRefusal = e.code();
        }
    }

    /** The tag's xml: attributes over those around it. */
    private static List<Attribute> xmlAttributesOf(StartTag tag, List<Attribute> around) {
        List<Attribute> all = new ArrayList<>();
        for (Attribute a : tag.attributes()) {
            if (a.prefix().equals(XMLConstants.XML_NS_PREFIX)) {
                all.add(a);
            }
        }
        List<Attribute> own = List.copyOf(all);
        for (Attribute a : around) {
            if (own.stream().noneMatch(o -> o.local().equals(a.local()))) {
                all.add(a);
            }
        }
        return all;
    }

    private static String nameOf(XMLStreamReader in) {
        return StartTag.name(StartTag.text(in.getPrefix()), in.getLocalName());
    }
}
