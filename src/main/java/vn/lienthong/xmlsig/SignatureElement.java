package vn.lienthong.xmlsig;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An element of a signature, kept in memory: the elements below it and the text between them, in order. */
final class SignatureElement {
    static final String NAMESPACE = "http://www.w3.org/2000/09/xmldsig#";

    private final StartTag tag;
    private final Map<String, String> inScope;
    /** Either a SignatureElement or a String. */
    private final List<Object> content = new ArrayList<>();

    /** @param inScope what each prefix means in it, its own declarations included */
    SignatureElement(StartTag tag, Map<String, String> inScope) {
        this.tag = tag;
        this.inScope = inScope;
    }

    StartTag tag() {
        return tag;
    }

    Map<String, String> inScope() {
        return inScope;
    }

    void add(SignatureElement child) {
        content.add(child);
    }

    void add(String text) {
        content.add(text);
    }

    /** An element of the signature's own namespace. */
    boolean is(String local) {
        return tag.namespace().equals(NAMESPACE) && tag.local().equals(local);
    }

    List<SignatureElement> children() {
        List<SignatureElement> children = new ArrayList<>();
        for (Object part : content) {
            if (part instanceof SignatureElement child) {
                children.add(child);
            }
        }
        return children;
    }

    /** Its own text. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Object part : content) {
            if (part instanceof String piece) {
                text.append(piece);
            }
        }
        return text.toString();
    }

    /** Writes it as the top of a document; the tag may be another than its own. */
    void write(Canonicalizer to, StartTag asTag) {
        to.start(asTag);
        for (Object part : content) {
            if (part instanceof SignatureElement child) {
                child.write(to, child.tag);
            } else if (part instanceof String piece) {
                to.text(piece.toCharArray(), 0, piece.length());
            }
        }
        to.end(asTag.name());
    }
}
