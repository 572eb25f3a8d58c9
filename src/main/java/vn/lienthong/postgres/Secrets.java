package vn.lienthong.postgres;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Passwords of the database's logins, from a properties file of mode 0600: {@code owner.password},
 * {@code writer.password}, {@code reader.password} and, where the gateway may make the roles itself,
 * {@code admin.user} and {@code admin.password}. {@link #toString()} tells none of them.
 */
public final class Secrets {
    private static final int PASSWORD_BYTES = 24;
    private static final int FILE_BYTES_MAX = 16 * 1024;
    static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Map<String, String> values;

    private Secrets(Map<String, String> values) {
        this.values = values;
    }

    /** Reads the file; refuses one that others may read or that lacks a role. */
    public static Secrets read(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw new CannotStart(file + " can be read by others", "chmod 600 " + file);
            }
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new CannotStart(file + " is too large for a secrets file", "it holds one key=value a line");
            }
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(file)));
            Map<String, String> values = new TreeMap<>();
            properties.forEach((k, v) -> values.put(k.toString(), v.toString()));
            for (Role role : Role.values()) {
                if (values.getOrDefault(role.word() + ".password", "").isEmpty()) {
                    throw new CannotStart(
                            file + ": " + role.word() + ".password is missing",
                            "add the password of the login " + role.login());
                }
            }
            return new Secrets(values);
        } catch (IOException | IllegalArgumentException e) {
            throw new CannotStart(file + " cannot be read", "it must exist, be a properties file of mode 0600", e);
        }
    }

    /** Makes new random passwords for all logins and writes them durably before anybody uses them. */
    static Secrets create(Path file, String adminUser) throws IOException {
        SecureRandom random = new SecureRandom();
        Properties properties = new Properties();
        properties.setProperty("admin.user", adminUser);
        properties.setProperty("admin.password", password(random));
        for (Role role : Role.values()) {
            properties.setProperty(role.word() + ".password", password(random));
        }
        StringWriter text = new StringWriter();
        properties.store(text, "Made by the gateway for its embedded PostgreSQL. Keep it with the data.");
        DurableFiles.replace(file, text.toString().getBytes(StandardCharsets.UTF_8));
        return read(file);
    }

    private static String password(SecureRandom random) {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The login that may make roles, or null when an administrator made them. */
    @Nullable
    String adminUser() {
        return values.get("admin.user");
    }

    String adminPassword() {
        return values.getOrDefault("admin.password", "");
    }

    String password(Role role) {
        return values.getOrDefault(role.word() + ".password", "");
    }

    @Override
    public String toString() {
        return "Secrets[" + String.join(", ", values.keySet()) + "]";
    }
}
