package vn.lienthong.portal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import vn.lienthong.portal.Accounts.Account;

/**
 * Short-lived tokens, in memory only: a restart ends them, and the portal's clients renew theirs on 401. What is kept
 * of a token and of the password's MD5 is a keyed digest, so that a dump of the memory hands out neither. For many
 * threads.
 */
final class Tokens {
    /** The oldest tokens give way; an account never has more than {@link #PER_ACCOUNT_MAX}. */
    static final int TOKENS_MAX = 10_000;

    static final int PER_ACCOUNT_MAX = 50;
    private static final int TOKEN_BYTES = 32;

    /** What {@code /api/token/take} hands out. */
    record Token(String access, String id, Instant expires) {
        @Override
        public String toString() {
            return "Token[" + expires + "]";
        }
    }

    private record Held(Account account, String id, String md5, Instant expires) {}

    private final Duration lifetime;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final Map<String, Held> byAccess = new HashMap<>();
    private final ArrayDeque<String> inOrder = new ArrayDeque<>();
    private final Map<String, ArrayDeque<String>> byUser = new HashMap<>();

    Tokens(Duration lifetime, InstantSource clock) {
        this.lifetime = lifetime;
        this.clock = clock;
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /** A new pair for an account that has proved itself with this MD5. */
    synchronized Token issue(Account account, String md5) {
        Token token =
                new Token(random(), random(), clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS));
        dropExpired();
        ArrayDeque<String> own = byUser.computeIfAbsent(account.user(), u -> new ArrayDeque<>());
        if (own.size() >= PER_ACCOUNT_MAX) {
            drop(own.peekFirst());
        } else if (byAccess.size() >= TOKENS_MAX) {
            drop(inOrder.peekFirst());
        }
        String access = keyed(token.access());
        byAccess.put(access, new Held(account, keyed(token.id()), keyed(md5), token.expires()));
        inOrder.addLast(access);
        byUser.computeIfAbsent(account.user(), u -> new ArrayDeque<>()).addLast(access);
        return token;
    }

    /** Whose tokens they are, when both belong together, still live, and the MD5 is the one they were taken with. */
    synchronized Optional<Account> account(String access, String id, String md5) {
        Held held = byAccess.get(keyed(access));
        if (held == null || !clock.instant().isBefore(held.expires())) {
            return Optional.empty();
        }
        boolean right = equal(held.id() + held.md5(), keyed(id) + keyed(md5));
        return right ? Optional.of(held.account()) : Optional.empty();
    }

    /** Tokens of equal lifetime expire in the order in which they were made. */
    private void dropExpired() {
        Instant now = clock.instant();
        while (!inOrder.isEmpty()) {
            Held oldest = byAccess.get(inOrder.peekFirst());
            if (oldest != null && now.isBefore(oldest.expires())) {
                return;
            }
            drop(inOrder.peekFirst());
        }
    }

    private void drop(String access) {
        Held held = byAccess.remove(access);
        inOrder.remove(access);
        if (held != null) {
            ArrayDeque<String> own = byUser.get(held.account().user());
            if (own != null && own.remove(access) && own.isEmpty()) {
                byUser.remove(held.account().user());
            }
        }
    }

    private String random() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String keyed(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    private static boolean equal(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
