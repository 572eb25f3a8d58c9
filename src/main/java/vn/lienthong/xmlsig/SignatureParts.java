package vn.lienthong.xmlsig;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.xmlsig.StartTag.Attribute;

/**
 * A signature of exactly the form that is taken; anything more or else is refused.
 *
 * <pre>
 *   Signature
 *     SignedInfo
 *       CanonicalizationMethod     inclusive or exclusive C14N 1.0, without comments
 *       SignatureMethod
 *       Reference URI=""           one
 *         Transforms               enveloped-signature, then at most one of the two C14N
 *         DigestMethod, DigestValue
 *     SignatureValue
 *     KeyInfo ?                    certificates serve to find a registered signer, nothing else is read or fetched
 * </pre>
 *
 * @param certificates as they stand in KeyInfo
 */
@SuppressWarnings("ArrayRecordComponent")
record SignatureParts(
        SignatureElement signedInfo,
        CanonicalForm signedInfoForm,
        SignatureMethod method,
        CanonicalForm documentForm,
        DigestMethod digestMethod,
        byte[] digest,
        byte[] value,
        List<byte[]> certificates) {

    private static final String C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    private static final String EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private static final String ENVELOPED = SignatureElement.NAMESPACE + "enveloped-signature";
    private static final Set<String> KEY_INFO = Set.of("X509Data", "KeyName", "KeyValue");

    static SignatureParts of(SignatureElement signature) throws SignatureRefused {
        only(signature, "Id");
        List<SignatureElement> parts = signature.children();
        boolean keyed = parts.size() == 3;
        if (keyed) {
            requireNames(signature, "SignedInfo", "SignatureValue", "KeyInfo");
        } else {
            requireNames(signature, "SignedInfo", "SignatureValue");
        }
        SignatureElement info = parts.get(0);
        only(info, "Id");
        requireNames(info, "CanonicalizationMethod", "SignatureMethod", "Reference");
        SignatureElement reference = info.children().get(2);
        requireNames(reference, "Transforms", "DigestMethod", "DigestValue");
        only(reference, "Id", "Type", "URI");
        if (!"".equals(reference.tag().attribute("URI"))) {
            throw scope("a reference that is not to the whole document");
        }
        List<SignatureElement> referenceParts = reference.children();
        only(parts.get(1), "Id");
        return new SignatureParts(
                info,
                form(info.children().get(0)),
                method(info.children().get(1)),
                documentForm(referenceParts.get(0)),
                digestMethod(referenceParts.get(1)),
                base64(referenceParts.get(2)),
                base64(parts.get(1)),
                keyed ? certificates(parts.get(2)) : List.of());
    }

    /** SignedInfo's canonical bytes: what is signed. */
    byte[] signedBytes(List<Attribute> xmlAttributesAround) throws SignatureRefused {
        Bytes bytes = new Bytes(new ByteArrayOutputStream());
        TwinOutput out = new TwinOutput(bytes);
        Canonicalizer canonicalizer = new Canonicalizer(out, signedInfoForm.prefixes());
        // The inclusive form of a part carries the namespaces and xml: attributes around it; the exclusive one
        // only namespaces, and of those what it uses.
        List<Attribute> inherited = signedInfoForm.exclusive() ? List.of() : xmlAttributesAround;
        signedInfo.write(canonicalizer, signedInfo.tag().asTop(signedInfo.inScope(), inherited));
        if (canonicalizer.undefined()) {
            throw new SignatureRefused(RefusalCode.SIGNATURE_INVALID, "a relative namespace name");
        }
        TwinOutput.Target target = signedInfoForm.exclusive() ? out.exclusive() : out.inclusive();
        return ((Bytes) target).out.toByteArray();
    }

    private record Bytes(ByteArrayOutputStream out) implements TwinOutput.Target {
        @Override
        public void take(byte[] bytes, int length) {
            out.write(bytes, 0, length);
        }

        @Override
        public TwinOutput.Target copy() {
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            copy.writeBytes(out.toByteArray());
            return new Bytes(copy);
        }
    }

    private static CanonicalForm form(SignatureElement method) throws SignatureRefused {
        only(method, "Algorithm");
        String algorithm = StartTag.text(method.tag().attribute("Algorithm"));
        if (algorithm.equals(C14N)) {
            requireNames(method);
            return CanonicalForm.INCLUSIVE;
        }
        if (!algorithm.equals(EXCLUSIVE)) {
            throw scope("a foreign canonicalization");
        }
        requireBlank(method);
        Set<String> prefixes = new HashSet<>();
        for (SignatureElement child : method.children()) {
            StartTag tag = child.tag();
            if (!tag.local().equals("InclusiveNamespaces")
                    || !tag.namespace().equals(EXCLUSIVE)
                    || method.children().size() > 1) {
                throw scope("a foreign element");
            }
            only(child, "PrefixList");
            requireNames(child);
            for (String prefix : StartTag.text(tag.attribute("PrefixList")).split("[ \t\r\n]+")) {
                if (!prefix.isEmpty()) {
                    prefixes.add(prefix.equals("#default") ? "" : prefix);
                }
            }
        }
        return new CanonicalForm(true, prefixes);
    }

    private static CanonicalForm documentForm(SignatureElement transforms) throws SignatureRefused {
        only(transforms);
        List<SignatureElement> children = transforms.children();
        requireBlank(transforms);
        if (children.isEmpty()
                || children.size() > 2
                || !children.stream().allMatch(c -> c.is("Transform"))
                || !ENVELOPED.equals(children.get(0).tag().attribute("Algorithm"))) {
            throw scope("foreign transforms");
        }
        only(children.get(0), "Algorithm");
        requireNames(children.get(0));
        return children.size() == 1 ? CanonicalForm.INCLUSIVE : form(children.get(1));
    }

    private static SignatureMethod method(SignatureElement element) throws SignatureRefused {
        only(element, "Algorithm");
        requireNames(element);
        return SignatureMethod.of(StartTag.text(element.tag().attribute("Algorithm")))
                .orElseThrow(() -> new SignatureRefused(RefusalCode.SIGNATURE_INVALID, "an unknown algorithm"));
    }

    private static DigestMethod digestMethod(SignatureElement element) throws SignatureRefused {
        only(element, "Algorithm");
        requireNames(element);
        return DigestMethod.of(StartTag.text(element.tag().attribute("Algorithm")))
                .orElseThrow(() -> new SignatureRefused(RefusalCode.SIGNATURE_INVALID, "an unknown algorithm"));
    }

    private static List<byte[]> certificates(SignatureElement keyInfo) throws SignatureRefused {
        List<byte[]> certificates = new ArrayList<>();
        requireBlank(keyInfo);
        for (SignatureElement child : keyInfo.children()) {
            if (KEY_INFO.stream().noneMatch(child::is)) {
                // A key that stands elsewhere, to be fetched.
                throw scope("foreign key information");
            }
            if (child.is("X509Data")) {
                for (SignatureElement data : child.children()) {
                    if (data.is("X509Certificate")) {
                        certificates.add(base64(data));
                    }
                }
            }
        }
        return certificates;
    }

    private static byte[] base64(SignatureElement element) throws SignatureRefused {
        if (!element.children().isEmpty()) {
            throw scope("an element within a value");
        }
        try {
            return Base64.getDecoder().decode(element.text().replaceAll("[ \t\r\n]+", ""));
        } catch (IllegalArgumentException e) {
            throw new SignatureRefused(RefusalCode.SIGNATURE_INVALID, "a value that is not base64");
        }
    }

    /** Exactly these elements below it, and no text but white space. */
    private static void requireNames(SignatureElement element, String... names) throws SignatureRefused {
        requireBlank(element);
        List<SignatureElement> children = element.children();
        boolean same = children.size() == names.length;
        for (int i = 0; same && i < names.length; i++) {
            same = children.get(i).is(names[i]);
        }
        if (!same) {
            throw scope("other elements than a signature of the whole document has");
        }
    }

    private static void requireBlank(SignatureElement element) throws SignatureRefused {
        if (!element.text().isBlank()) {
            throw scope("text between elements");
        }
    }

    private static void only(SignatureElement element, String... attributes) throws SignatureRefused {
        List<String> known = Arrays.asList(attributes);
        Predicate<Attribute> fits = a -> a.namespace().isEmpty() && known.contains(a.local());
        if (!element.tag().attributes().stream().allMatch(fits)) {
            throw scope("a foreign attribute");
        }
    }

    private static SignatureRefused scope(String what) {
        return new SignatureRefused(RefusalCode.XML_SIGNATURE_SCOPE, what);
    }
}
