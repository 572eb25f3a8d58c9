package vn.lienthong.xmlsig;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Which prefix means which namespace, element by element; closing an element forgets what was bound in it. */
final class Bindings {
    private String[] prefixes = new String[8];
    private String[] uris = new String[8];
    private int size;
    private int[] marks = new int[32];
    private int depth;

    void open() {
        if (depth == marks.length) {
            marks = Arrays.copyOf(marks, 2 * depth);
        }
        marks[depth++] = size;
    }

    void close() {
        size = marks[--depth];
    }

    /** @param uri empty = the prefix means no namespace from here on */
    void bind(String prefix, String uri) {
        if (size == prefixes.length) {
            prefixes = Arrays.copyOf(prefixes, 2 * size);
            uris = Arrays.copyOf(uris, 2 * size);
        }
        prefixes[size] = prefix;
        uris[size++] = uri;
    }

    /** What the prefix means now, empty when nothing. */
    String uri(String prefix) {
        for (int i = size - 1; i >= 0; i--) {
            if (prefixes[i].equals(prefix)) {
                return uris[i];
            }
        }
        return "";
    }

    /** All that is bound now, by prefix. */
    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            all.put(prefixes[i], uris[i]);
        }
        return all;
    }
}
