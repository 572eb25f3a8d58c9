package vn.lienthong.contract;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a partner file keeps of a portal password: the line that {@code gateway/run portal password} printed. How it is
 * derived and compared is the portal door's matter.
 *
 * @param rounds how slow it is, {@link #ROUNDS_MIN} to {@link #ROUNDS_MAX}
 * @param salt 16 bytes in base64
 * @param hash 32 bytes in base64
 */
public record PasswordHash(int rounds, String salt, String hash) {
    /** Less is guessed too quickly. */
    public static final int ROUNDS_MIN = 100_000;

    /** More would keep the door's threads from everybody else. */
    public static final int ROUNDS_MAX = 10_000_000;

    private static final Pattern FORM =
            Pattern.compile("pbkdf2-sha256\\$([0-9]{1,8})\\$([A-Za-z0-9+/]{22}==)\\$([A-Za-z0-9+/]{43}=)");

    /** Reads {@link #text()}; empty when it is something else, too quick or too slow. */
    public static Optional<PasswordHash> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int rounds = Integer.parseInt(matcher.group(1));
        return rounds < ROUNDS_MIN || rounds > ROUNDS_MAX
                ? Optional.empty()
                : Optional.of(new PasswordHash(rounds, matcher.group(2), matcher.group(3)));
    }

    /** The line as it stands in a partner file. */
    public String text() {
        return "pbkdf2-sha256$" + rounds + "$" + salt + "$" + hash;
    }

    /** Without salt and hash: what is printed must not help to guess. */
    @Override
    public String toString() {
        return "PasswordHash[" + rounds + "]";
    }
}
