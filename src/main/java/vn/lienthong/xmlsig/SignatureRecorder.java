package vn.lienthong.xmlsig;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps a signature as its events pass, up to a bound. */
final class SignatureRecorder {
    /** A certificate chain of five takes about 12 KiB. */
    static final int CHARACTERS_MAX = 64 << 10;

    static final int ELEMENTS_MAX = 200;
    static final int DEPTH_MAX = 12;

    private final Deque<SignatureElement> open = new ArrayDeque<>();
    private @Nullable SignatureElement top;
    private long characters;
    private int elements;
    private int depth;
    private boolean tooLarge;
    private boolean foreign;

    /** The signature is larger than any that is taken. */
    boolean tooLarge() {
        return tooLarge;
    }

    /** It has a processing instruction. */
    boolean foreign() {
        return foreign;
    }

    /** The whole signature once its end has passed, null when it was too large. */
    @Nullable
    SignatureElement signature() {
        return tooLarge ? null : top;
    }

    /** @param around what each prefix means around the signature */
    void start(StartTag tag, Map<String, String> around) {
        depth++;
        elements++;
        characters += tag.size();
        tooLarge |= elements > ELEMENTS_MAX || depth > DEPTH_MAX || characters > CHARACTERS_MAX;
        if (tooLarge) {
            return;
        }
        SignatureElement parent = open.peek();
        Map<String, String> inScope = new HashMap<>(parent == null ? around : parent.inScope());
        tag.declared().forEach(d -> inScope.put(d.prefix(), d.uri()));
        SignatureElement element = new SignatureElement(tag, inScope);
        if (parent == null) {
            top = element;
        } else {
            parent.add(element);
        }
        open.push(element);
    }

    /** @return whether the signature itself has ended */
    boolean end() {
        if (!tooLarge) {
            open.pop();
        }
        return --depth == 0;
    }

    void text(char[] chars, int from, int length) {
        characters += length;
        tooLarge |= characters > CHARACTERS_MAX;
        SignatureElement in = open.peek();
        if (!tooLarge && in != null) {
            in.add(new String(chars, from, length));
        }
    }

    void instruction() {
        foreign = true;
    }
}
