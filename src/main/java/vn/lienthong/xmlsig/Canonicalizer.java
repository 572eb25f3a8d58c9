package vn.lienthong.xmlsig;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.XMLConstants;
import vn.lienthong.xmlsig.StartTag.Attribute;
import vn.lienthong.xmlsig.StartTag.Declaration;

/**
 * Writes Canonical XML 1.0 and Exclusive Canonical XML 1.0, both without comments, as the events of a document pass.
 * The two differ in nothing but the namespace declarations of start tags.
 *
 * <p>A relative namespace name has no canonical form: see {@link #undefined()}.
 */
final class Canonicalizer {
    private static final int NAMES_KEPT_MAX = 4_096;
    private static final Comparator<Attribute> ORDER =
            Comparator.comparing(Attribute::namespace).thenComparing(Attribute::local);

    private final TwinOutput out;
    private final Set<String> inclusivePrefixes;
    private final Bindings inScope = new Bindings();
    private final Bindings rendered = new Bindings();
    private final Map<String, byte[]> names = new HashMap<>();
    private int depth;
    private boolean topSeen;
    private boolean undefined;

    /** @param inclusivePrefixes prefixes that the exclusive form treats as the inclusive one does; empty = default */
    Canonicalizer(TwinOutput out, Set<String> inclusivePrefixes) {
        this.out = out;
        this.inclusivePrefixes = Set.copyOf(inclusivePrefixes);
    }

    /** The document has a namespace name for which the standard knows no canonical form. */
    boolean undefined() {
        return undefined;
    }

    /** What each prefix means within the element that was opened last. */
    Map<String, String> inScope() {
        return inScope.all();
    }

    /** A start tag without attributes and declarations: nearly all are. */
    void start(String prefix, String namespace, String name) {
        topSeen = true;
        depth++;
        inScope.open();
        rendered.open();
        out.put('<');
        out.put(bytes(name));
        if (!rendered.uri(prefix).equals(namespace)) {
            rendered.bind(prefix, namespace);
            out.differ("", declaration(prefix, namespace));
        }
        out.put('>');
    }

    void start(StartTag tag) {
        topSeen = true;
        depth++;
        inScope.open();
        rendered.open();
        out.put('<');
        out.put(bytes(tag.name()));
        String inclusive = inclusive(tag);
        String exclusive = exclusive(tag);
        if (inclusive.equals(exclusive)) {
            out.put(inclusive);
        } else {
            out.differ(inclusive, exclusive);
        }
        List<Attribute> attributes = new ArrayList<>(tag.attributes());
        attributes.sort(ORDER);
        for (Attribute a : attributes) {
            out.put(' ');
            out.put(a.name());
            out.put('=');
            out.put('"');
            out.attributeValue(a.value());
            out.put('"');
        }
        out.put('>');
    }

    void end(String name) {
        out.put('<');
        out.put('/');
        out.put(bytes(name));
        out.put('>');
        inScope.close();
        rendered.close();
        depth--;
    }

    void text(char[] chars, int from, int to) {
        if (depth > 0) {
            out.text(chars, from, to);
        }
    }

    void instruction(String target, String data) {
        if (depth == 0 && topSeen) {
            out.put('\n');
        }
        out.put("<?" + target);
        if (!data.isEmpty()) {
            out.put(' ');
            out.instruction(data);
        }
        out.put("?>");
        if (!topSeen) {
            out.put('\n');
        }
    }

    /** What the tag declares that was not in force before. */
    private String inclusive(StartTag tag) {
        Map<String, String> written = new TreeMap<>();
        for (Declaration d : tag.declared()) {
            if (d.prefix().equals(XMLConstants.XML_NS_PREFIX)) {
                continue;
            }
            undefined |= !d.uri().isEmpty() && d.uri().indexOf(':') <= 0;
            if (!inScope.uri(d.prefix()).equals(d.uri())) {
                written.put(d.prefix(), d.uri());
            }
            inScope.bind(d.prefix(), d.uri());
        }
        return declarations(written);
    }

    /** What the tag uses that no element around it has written. */
    private String exclusive(StartTag tag) {
        Set<String> wanted = new TreeSet<>(tag.usedPrefixes());
        for (Declaration d : tag.declared()) {
            if (inclusivePrefixes.contains(d.prefix())) {
                wanted.add(d.prefix());
            }
        }
        Map<String, String> written = new TreeMap<>();
        for (String prefix : wanted) {
            String uri = inScope.uri(prefix);
            if (!rendered.uri(prefix).equals(uri)) {
                written.put(prefix, uri);
                rendered.bind(prefix, uri);
            }
        }
        return declarations(written);
    }

    private static String declarations(Map<String, String> written) {
        StringBuilder text = new StringBuilder();
        written.forEach((prefix, uri) -> text.append(declaration(prefix, uri)));
        return text.toString();
    }

    private static String declaration(String prefix, String uri) {
        String escaped = uri.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;")
                .replace("\t", "&#x9;")
                .replace("\n", "&#xA;")
                .replace("\r", "&#xD;");
        return prefix.isEmpty() ? " xmlns=\"" + escaped + "\"" : " xmlns:" + prefix + "=\"" + escaped + "\"";
    }

    private byte[] bytes(String name) {
        byte[] known = names.get(name);
        if (known != null) {
            return known;
        }
        byte[] made = name.getBytes(StandardCharsets.UTF_8);
        if (names.size() < NAMES_KEPT_MAX) {
            names.put(name, made);
        }
        return made;
    }
}
