package vn.lienthong.xmlsig;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A well-formed document full of what canonicalization has rules for; the same seed gives the same one. */
final class RandomDocument {
    private static final List<String> PREFIXES = List.of("", "", "a", "b", "c", "xsi");
    private static final List<String> URIS = List.of("urn:x", "urn:y", "http://z/?a=1&amp;b=2", "urn:&quot;q", "urn:x");
    private static final List<String> NAMES = List.of("A", "b", "Zz", "h\u1ed3", "x-1");
    private static final List<String> VALUES = List.of(
            "",
            "v",
            "a &lt; b &amp; c &gt; d",
            "tab\there",
            "line\nfeed",
            "line\r\nfeed",
            "&#9;&#10;&#13;",
            "'\u0110\u1eb7ng' &quot;x&quot;",
            "\ud83d\ude00 &#x1F600;",
            "  two  blanks ");
    private static final List<String> TEXTS = List.of(
            "x",
            " ",
            "\n  ",
            "\r\n",
            "\r",
            "\r\r\n\t",
            "&#13;&#10;",
            "a &lt; &amp; &gt; > \" ' &quot;&apos;",
            "<![CDATA[a < b && c > d \r\n \"q\"]]>",
            "<![CDATA[]]>",
            "]]&gt;",
            "Nguy\u1ec5n V\u0103n M\u1eabu",
            "\ud83d\ude00&#x1F600;",
            "<!-- a comment -->",
            "<?target data\r\n more?>",
            "<?bare?>");

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private final Deque<Map<String, String>> scopes = new ArrayDeque<>();

    private RandomDocument(long seed) {
        random = new Random(seed);
    }

    static byte[] of(long seed) {
        return new RandomDocument(seed).make().getBytes(StandardCharsets.UTF_8);
    }

    private String make() {
        if (random.nextBoolean()) {
            text.append("<?xml version='1.0' encoding='utf-8'?>");
        }
        outside();
        scopes.push(new HashMap<>());
        element(0);
        outside();
        return text.toString();
    }

    private void outside() {
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append(one(List.of("\n", "\r\n ", "<!--c-->", "<?p q?>", "<?p \t q \r ?>")));
        }
    }

    private void element(int depth) {
        Map<String, String> scope = new HashMap<>(scopes.element());
        StringBuilder declarations = new StringBuilder();
        Set<String> declared = new HashSet<>();
        for (int i = random.nextInt(4) - 1; i > 0; i--) {
            String prefix = one(PREFIXES);
            String uri = prefix.isEmpty() && random.nextInt(3) == 0 ? "" : one(URIS);
            if (declared.add(prefix)) {
                declarations
                        .append(random.nextBoolean() ? " " : "\r\n\t")
                        .append(prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix)
                        .append("=\"")
                        .append(uri)
                        .append('"');
                scope.put(prefix, uri);
            }
        }
        String name = name(scope);
        text.append('<').append(name).append(declarations);
        attributes(scope);
        if (depth > 0 && random.nextInt(6) == 0) {
            text.append(random.nextBoolean() ? "/>" : " />");
            return;
        }
        text.append('>');
        scopes.push(scope);
        if (depth == 0) {
            // The JDK loses instructions behind a root that is empty.
            text.append("in the root");
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            if (depth < 6 && random.nextBoolean()) {
                element(depth + 1);
            } else {
                text.append(one(TEXTS));
            }
        }
        scopes.pop();
        text.append("</").append(name).append(random.nextInt(5) == 0 ? " >" : ">");
    }

    private String name(Map<String, String> scope) {
        String prefix = one(PREFIXES);
        return prefix.isEmpty() || !scope.containsKey(prefix) ? one(NAMES) : prefix + ":" + one(NAMES);
    }

    private void attributes(Map<String, String> scope) {
        Set<String> written = new HashSet<>();
        for (int i = random.nextInt(4) - 1; i > 0; i--) {
            String local = one(NAMES);
            String prefix = one(PREFIXES);
            boolean bound = !prefix.isEmpty() && scope.containsKey(prefix);
            if (random.nextInt(8) == 0) {
                prefix = "xml";
                local = one(List.of("lang", "space", "base"));
                bound = true;
            }
            String identity = bound ? scope.getOrDefault(prefix, "xml") + local : local;
            if (written.add(identity)) {
                text.append(' ').append(bound ? prefix + ":" + local : local);
                text.append("=\"").append(one(VALUES)).append('"');
            }
        }
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
