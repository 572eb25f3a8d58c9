package vn.lienthong.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.lienthong.yaml.YamlMap;

/** A value {@code file:PATH}: what must not stand in a settings file stands in a file of its own. */
final class SecretReference {
    private static final String SCHEME = "file:";
    private static final Set<PosixFilePermission> FOR_OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private SecretReference() {}

    /** A file that only its owner may read; null after an error. A file that is not there yet is a warning. */
    static @Nullable Path secret(YamlMap map, String key, Home home) {
        Path file = open(map, key, home);
        if (file == null || !Files.exists(file)) {
            return file;
        }
        try {
            if (!FOR_OWNER.containsAll(Files.getPosixFilePermissions(file))) {
                map.error(key, "the file of '" + key + "' is open to other users", "chmod 600 " + file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            map.error(key, "the file of '" + key + "' cannot be looked at", null);
        }
        return file;
    }

    /** A file that anybody may read; null after an error. */
    static @Nullable Path open(YamlMap map, String key, Home home) {
        String text = map.text(key);
        if (text.isEmpty()) {
            return null;
        }
        if (!text.startsWith(SCHEME) || text.length() == SCHEME.length()) {
            // The text may be the secret itself: it is not repeated.
            map.error(key, "'" + key + "' must be a reference to a file", "file:certs/...");
            return null;
        }
        try {
            Path file = home.resolve(text.substring(SCHEME.length())).normalize();
            if (!Files.exists(file)) {
                map.warning(key, "there is no file '" + text.substring(SCHEME.length()) + "' yet", null);
            }
            return file;
        } catch (InvalidPathException e) {
            map.error(key, "'" + key + "' is no path", null);
            return null;
        }
    }
}
