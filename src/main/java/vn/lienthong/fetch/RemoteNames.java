package vn.lienthong.fetch;

import java.nio.charset.StandardCharsets;

/**
 * Looks at names that a partner's server sends, before anything is done with them: they go into paths at that server,
 * into receipts and logs, and never into a path of ours.
 */
final class RemoteNames {
    static final int NAME_BYTES_MAX = 255;

    private RemoteNames() {}

    /** True for what can be the name of a file in a folder, and looks on a screen like what it is. */
    static boolean isSafe(String name) {
        return !name.isBlank()
                && !name.equals(".")
                && !name.equals("..")
                && name.equals(name.strip())
                && name.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES_MAX
                && name.codePoints().noneMatch(RemoteNames::isForbidden);
    }

    private static boolean isForbidden(int codePoint) {
        if (codePoint == '/' || codePoint == '\\' || codePoint == '\uFFFD') {
            return true;
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Whether a name fits a pattern of {@code *} and {@code ?}; in linear time for each star. */
    static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int mark = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = n;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
