package vn.lienthong.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vn.lienthong.contract.Network;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partner.PortalAccount;
import vn.lienthong.contract.PasswordHash;

/** Who may call the portal door: passwords, addresses, tokens, guessing. */
class AccountsTest {
    private static final String MD5 = PortalPassword.onTheWire("Mat-khau-123");
    private static final String HASH = PortalPassword.forPartnerFile("Mat-khau-123");

    private static Partner partner(PortalAccount account) {
        return new Partner(
                "hospital", "Hospital", List.of(), List.of(), List.of(), List.of(account), Map.of(), Map.of());
    }

    private static PortalAccount account(String hash, String... addresses) {
        List<Network> networks = Stream.of(addresses)
                .map(text -> Network.parse(text).orElseThrow())
                .toList();
        return new PortalAccount("01999_BV", PasswordHash.parse(hash).orElseThrow(), networks, List.of("01999"));
    }

    @Test
    void knowsOnlyTheRightPasswordFromTheRightAddress() {
        Accounts accounts = new Accounts(List.of(partner(account(HASH, "198.51.100.0/24", "2001:db8::/32"))));
        assertTrue(accounts.authenticate("01999_BV", MD5, "198.51.100.7").isPresent());
        assertTrue(accounts.authenticate("01999_BV", MD5, "2001:db8::7").isPresent());
        assertFalse(accounts.authenticate("01999_BV", MD5, "198.51.101.7").isPresent());
        assertFalse(accounts.authenticate("01999_BV", PortalPassword.onTheWire("other"), "198.51.100.7")
                .isPresent());
        assertFalse(accounts.authenticate("nobody", MD5, "198.51.100.7").isPresent());
        assertFalse(
                accounts.authenticate("nobody", "", "198.51.100.7").isPresent(), "the stand-in is nobody's password");
    }

    @Test
    void refusesTwoAccountsOfOneName() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Accounts(List.of(partner(account(HASH, "::1")), partner(account(HASH, "::1")))));
    }

    @Test
    void knowsFromWhereAnybodyMayCall() {
        Accounts accounts = new Accounts(List.of(partner(account(HASH, "198.51.100.0/24"))));
        assertTrue(accounts.anyMayCallFrom("198.51.100.1"));
        assertFalse(accounts.anyMayCallFrom("198.51.101.1"));
        assertFalse(accounts.anyMayCallFrom(""));
    }

    @Test
    void makesAnotherHashOfTheSamePassword() {
        assertNotEquals(HASH, PortalPassword.forPartnerFile("Mat-khau-123"));
        assertTrue(SlowHash.matches(PasswordHash.parse(HASH).orElseThrow(), MD5));
        assertFalse(HASH.contains(MD5));
    }

    @Test
    void countsWrongPasswordsUntilTheWindowHasPassed() {
        AtomicLong now = new AtomicLong();
        Lockout lockout = new Lockout(3, 1_000, now::get);
        for (int left = 3; left > 0; left--) {
            assertEquals(left, lockout.guessesLeft("x"));
            lockout.wrong("x", left == 1 ? "a" : "b");
        }
        assertEquals(0, lockout.guessesLeft("x"));
        assertEquals(3, lockout.guessesLeft("y"));
        lockout.right("x", "a");
        assertEquals(1, lockout.guessesLeft("x"), "those of another account stay");
        now.set(1_000);
        assertEquals(3, lockout.guessesLeft("x"));
        lockout.wrong("x", "a");
        assertEquals(2, lockout.guessesLeft("x"), "a new window counts from one");
        for (int i = 0; i < Lockout.GUESSERS_MAX + 10; i++) {
            lockout.wrong("crowd " + i, "a");
        }
        assertEquals(3, lockout.guessesLeft("x"), "the oldest gives way");
    }

    @Test
    void endsATokenWithItsTimeAndBelievesOnlyThePair() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T00:00:00Z"));
        Tokens tokens = new Tokens(Duration.ofMinutes(30), now::get);
        Accounts accounts = new Accounts(List.of(partner(account(HASH, "::1"))));
        Accounts.Account account = accounts.byUser("01999_BV").orElseThrow();
        Tokens.Token one = tokens.issue(account, MD5);
        Tokens.Token two = tokens.issue(account, MD5);

        assertTrue(tokens.account(one.access(), one.id(), MD5).isPresent());
        assertFalse(tokens.account(one.access(), two.id(), MD5).isPresent());
        assertFalse(tokens.account(one.id(), one.access(), MD5).isPresent());
        assertFalse(tokens.account(one.access(), one.id(), PortalPassword.onTheWire("other"))
                .isPresent());
        now.set(one.expires());
        assertFalse(tokens.account(one.access(), one.id(), MD5).isPresent());
        assertFalse(one.toString().contains(one.access()));
    }

    @Test
    void boundsTheTokensOfAnAccount() {
        Tokens tokens = new Tokens(Duration.ofMinutes(30), Instant::now);
        Accounts accounts = new Accounts(List.of(partner(account(HASH, "::1"))));
        Accounts.Account account = accounts.byUser("01999_BV").orElseThrow();
        Tokens.Token first = tokens.issue(account, MD5);
        Tokens.Token second = tokens.issue(account, MD5);
        for (int i = 2; i < Tokens.PER_ACCOUNT_MAX; i++) {
            var unused = tokens.issue(account, MD5);
        }
        assertTrue(tokens.account(first.access(), first.id(), MD5).isPresent());
        Tokens.Token last = tokens.issue(account, MD5);
        assertFalse(tokens.account(first.access(), first.id(), MD5).isPresent(), "the oldest gives way");
        assertTrue(tokens.account(second.access(), second.id(), MD5).isPresent());
        assertTrue(tokens.account(last.access(), last.id(), MD5).isPresent());
    }
}
