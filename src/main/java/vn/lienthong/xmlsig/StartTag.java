package vn.lienthong.xmlsig;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A start tag, its namespaces resolved.
 *
 * @param prefix empty = none
 * @param namespace empty = none
 * @param declared namespaces that this very tag declares
 */
record StartTag(String prefix, String local, String namespace, List<Declaration> declared, List<Attribute> attributes) {

    StartTag {
        declared = List.copyOf(declared);
        attributes = List.copyOf(attributes);
    }

    /** {@code xmlns:prefix="uri"}; both may be empty. */
    record Declaration(String prefix, String uri) {}

    /** An attribute that declares no namespace, its value as the parser has normalized it. */
    record Attribute(String prefix, String local, String namespace, String value) {
        String name() {
            return StartTag.name(prefix, local);
        }
    }

    /** Copies the reader's current start tag. */
    static StartTag of(XMLStreamReader in) {
        List<Declaration> declared = new ArrayList<>();
        for (int i = 0; i < in.getNamespaceCount(); i++) {
            declared.add(new Declaration(text(in.getNamespacePrefix(i)), text(in.getNamespaceURI(i))));
        }
        List<Attribute> attributes = new ArrayList<>();
        for (int i = 0; i < in.getAttributeCount(); i++) {
            attributes.add(new Attribute(
                    text(in.getAttributePrefix(i)),
                    in.getAttributeLocalName(i),
                    text(in.getAttributeNamespace(i)),
                    in.getAttributeValue(i)));
        }
        return new StartTag(text(in.getPrefix()), in.getLocalName(), text(in.getNamespaceURI()), declared, attributes);
    }

    static String text(@Nullable String orNull) {
        return orNull == null ? "" : orNull;
    }

    static String name(String prefix, String local) {
        return prefix.isEmpty() ? local : prefix + ":" + local;
    }

    String name() {
        return name(prefix, local);
    }

    /** The value of an attribute without a namespace, or null. */
    @Nullable
    String attribute(String name) {
        for (Attribute a : attributes) {
            if (a.namespace().isEmpty() && a.local().equals(name)) {
                return a.value();
            }
        }
        return null;
    }

    /** The prefixes that the tag itself uses; empty is the default namespace. */
    Set<String> usedPrefixes() {
        Set<String> used = new TreeSet<>();
        used.add(prefix);
        for (Attribute a : attributes) {
            if (!a.prefix().isEmpty()) {
                used.add(a.prefix());
            }
        }
        used.remove(XMLConstants.XML_NS_PREFIX);
        return used;
    }

    /** The same tag as the top of a document of its own. */
    StartTag asTop(Map<String, String> inScope, List<Attribute> more) {
        List<Declaration> all = new ArrayList<>();
        inScope.forEach((p, uri) -> all.add(new Declaration(p, uri)));
        List<Attribute> attributesAll = new ArrayList<>(attributes);
        attributesAll.addAll(more);
        return new StartTag(prefix, local, namespace, all, attributesAll);
    }

    /** Characters that keeping it takes, about. */
    int size() {
        int size = prefix.length() + local.length() + namespace.length();
        for (Declaration d : declared) {
            size += d.prefix().length() + d.uri().length();
        }
        for (Attribute a : attributes) {
            size += a.name().length() + a.namespace().length() + a.value().length();
        }
        return size;
    }
}
