package vn.lienthong.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.http.TestDoor.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.lienthong.contract.Network;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partner.PortalAccount;
import vn.lienthong.contract.PasswordHash;
import vn.lienthong.portal.Accounts.Account;
import vn.lienthong.portal.Logins.Login;

/** Which passwords are looked at when many come at once, and when guessing ends. */
class LoginsTest {
    private static final int USER_MAX = 5;
    private static final int ADDRESS_MAX = 8;
    private static final long WINDOW_MS = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nowMs = new AtomicLong();
    private final List<Login> looked = new ArrayList<>();
    private final List<Promise<Optional<Account>>> looks = new ArrayList<>();
    private final Logins logins = new Logins(
            vertx,
            new Lockout(USER_MAX, WINDOW_MS, nowMs::get),
            new Lockout(ADDRESS_MAX, WINDOW_MS, nowMs::get),
            this::look);

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private Future<Optional<Account>> look(Login login) {
        Promise<Optional<Account>> answer = Promise.promise();
        looked.add(login);
        looks.add(answer);
        return answer.future();
    }

    private static Account known(String user) {
        PortalAccount account = new PortalAccount(
                user,
                PasswordHash.parse(PortalPassword.forPartnerFile("x")).orElseThrow(),
                List.of(Network.parse("::1").orElseThrow()),
                List.of());
        Partner partner = new Partner(
                "hospital", "Hospital", List.of(), List.of(), List.of(), List.of(account), Map.of(), Map.of());
        return new Account(partner, account);
    }

    private static final Account ACCOUNT = known("a");

    private void right(int look) {
        looks.get(look).complete(Optional.of(ACCOUNT));
    }

    private void wrong(int look) {
        looks.get(look).complete(Optional.empty());
    }

    private void wrongOnce(String user, String password) {
        Future<Optional<Account>> answer = logins.account(new Login(user, password, "::1"));
        wrong(looks.size() - 1);
        assertFalse(await(answer).isPresent());
    }

    @Test
    void letsEverybodyInWhoBringsTheRightPasswordAtOnce() {
        // Given
        List<Future<Optional<Account>>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(logins.account(new Login("a", "right", "::1")));
        }

        // When it proves right
        assertEquals(1, looks.size(), "one look serves all");
        right(0);

        // Then
        answers.forEach(answer -> assertTrue(await(answer).isPresent()));
        Future<Optional<Account>> later = logins.account(new Login("a", "right", "::1"));
        assertEquals(2, looks.size(), "nothing of it is remembered");
        right(1);
        assertTrue(await(later).isPresent());
    }

    @Test
    void looksAtNoMoreAtOnceThanCouldBeWrong() {
        // Given a user that is guessed, the right password last
        List<Future<Optional<Account>>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(logins.account(new Login("a", "guess " + i, "::1")));
        }
        Future<Optional<Account>> right = logins.account(new Login("a", "right", "::1"));
        assertEquals(USER_MAX, looks.size());

        // When all prove wrong
        for (int i = 0; i < USER_MAX; i++) {
            wrong(i);
        }

        // Then nobody looks at the others
        answers.forEach(answer -> assertFalse(await(answer).isPresent()));
        assertFalse(await(right).isPresent());
        assertEquals(USER_MAX, looks.size());
        nowMs.set(WINDOW_MS);
        Future<Optional<Account>> afterwards = logins.account(new Login("a", "right", "::1"));
        right(USER_MAX);
        assertTrue(await(afterwards).isPresent());
    }

    @Test
    void letsThoseWaitWhoMayYetBeRight() {
        // Given five right ones of one account in flight, a sixth waits
        List<Future<Optional<Account>>> answers = new ArrayList<>();
        for (int i = 0; i <= USER_MAX; i++) {
            answers.add(logins.account(new Login("a", "written in another way " + i, "::1")));
        }
        assertEquals(USER_MAX, looks.size());

        // When
        for (int i = 0; i <= USER_MAX; i++) {
            right(i);
        }

        // Then
        answers.forEach(answer -> assertTrue(await(answer).isPresent()));
    }

    @Test
    void boundsTheGuessesOfAnAddressOverAllUsers() {
        for (int i = 0; i < 50; i++) {
            var unused = logins.account(new Login("user " + i, "guess", "::1"));
        }
        assertEquals(ADDRESS_MAX, looks.size());
        var elsewhere = logins.account(new Login("user 40", "guess", "::2"));
        assertEquals(ADDRESS_MAX + 1, looks.size(), "not those of another");
        for (int i = 0; i < ADDRESS_MAX; i++) {
            wrong(i);
        }
        assertEquals(ADDRESS_MAX + 1, looks.size());
        assertTrue(logins.isLocked("::1"));
        assertFalse(logins.isLocked("::2"));
        assertFalse(elsewhere.isComplete());
    }

    @Test
    void doesNotForgetGuessesAtOthersForWhoOwnsAnAccount() {
        // Given
        for (int i = 0; i < USER_MAX - 1; i++) {
            wrongOnce("a", "mistyped " + i);
            wrongOnce("victim " + i, "guess");
        }
        assertTrue(logins.isLocked("::1"));
        nowMs.set(WINDOW_MS);
        for (int i = 0; i < USER_MAX - 1; i++) {
            wrongOnce("victim " + i, "guess");
        }
        wrongOnce("a", "mistyped");

        // When it proves to be a
        Future<Optional<Account>> own = logins.account(new Login("a", "right", "::1"));
        right(looks.size() - 1);
        assertTrue(await(own).isPresent());

        // Then only what was mistyped for a is forgotten
        for (int i = USER_MAX - 1; i < ADDRESS_MAX; i++) {
            assertFalse(logins.isLocked("::1"));
            wrongOnce("victim " + i, "guess");
        }
        assertTrue(logins.isLocked("::1"));
    }

    @Test
    void doesNotCountWhatItCouldNotLookAt() {
        for (int i = 0; i < 2 * ADDRESS_MAX; i++) {
            Future<Optional<Account>> answer = logins.account(new Login("a", "right", "::1"));
            looks.get(i).fail("broken");
            assertTrue(await(answer.otherwise(Optional.of(ACCOUNT))).isPresent());
            assertTrue(answer.failed());
        }
    }

    @Test
    void tellsNothingInItsText() {
        assertFalse(new Login("a", "right", "::1").toString().contains("right"));
    }
}
