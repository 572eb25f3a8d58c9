package vn.lienthong.portal;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import vn.lienthong.portal.Accounts.Account;

/**
 * Looks at passwords, and stops who guesses them: never more are looked at than could be wrong before the guesser is
 * locked out. What is more than that waits until those before it have proved right or wrong, and the same password of
 * the same user is looked at once for all who bring it meanwhile, so that the machines of a hospital that all come in
 * one second are all let in. Who calls bounds how many ask at once. For many threads.
 */
final class Logins {

    /** What a caller for a token shows; {@code md5} in capitals. */
    record Login(String user, String md5, String address) {
        private String guesser() {
            return user + " " + address;
        }

        @Override
        public String toString() {
            return "Login[...]";
        }
    }

    private static final class Asked {
        private final Login login;
        private final Promise<Optional<Account>> answer = Promise.promise();
        private boolean lookedAt;

        Asked(Login login) {
            this.login = login;
        }
    }

    private final Vertx vertx;
    private final Lockout byUser;
    private final Lockout byAddress;
    private final Function<Login, Future<Optional<Account>>> look;
    private final Map<Login, Asked> asked = new LinkedHashMap<>();

    /**
     * @param byUser guesses of one user from one address
     * @param byAddress guesses of one address
     * @param look whose login it is, empty when it is wrong
     */
    Logins(Vertx vertx, Lockout byUser, Lockout byAddress, Function<Login, Future<Optional<Account>>> look) {
        this.vertx = vertx;
        this.byUser = byUser;
        this.byAddress = byAddress;
        this.look = look;
    }

    /** Whether nothing that comes from there is looked at now. */
    boolean isLocked(String address) {
        return byAddress.guessesLeft(address) == 0;
    }

    /** The account when the login is right and nobody is locked out; the future completes on the caller's context. */
    Future<Optional<Account>> account(Login login) {
        Asked mine;
        synchronized (this) {
            mine = asked.computeIfAbsent(login, Asked::new);
        }
        Context context = vertx.getOrCreateContext();
        Promise<Optional<Account>> own = Promise.promise();
        mine.answer.future().onComplete(done -> context.runOnContext(go -> own.handle(done)));
        goOn();
        return own.future();
    }

    private void goOn() {
        List<Asked> locked = new ArrayList<>();
        List<Asked> next = new ArrayList<>();
        synchronized (this) {
            Iterator<Asked> all = asked.values().iterator();
            while (all.hasNext()) {
                Asked one = all.next();
                int left =
                        Math.min(byUser.guessesLeft(one.login.guesser()), byAddress.guessesLeft(one.login.address()));
                if (!one.lookedAt && left == 0) {
                    all.remove();
                    locked.add(one);
                } else if (!one.lookedAt && mayBeLookedAt(one.login)) {
                    one.lookedAt = true;
                    next.add(one);
                }
            }
        }
        locked.forEach(one -> one.answer.complete(Optional.empty()));
        for (Asked one : next) {
            Future.succeededFuture(one.login).compose(look).onComplete(done -> end(one, done));
        }
    }

    /** Those that are looked at may all prove wrong. */
    private boolean mayBeLookedAt(Login login) {
        int ofUser = 0;
        int ofAddress = 0;
        for (Asked other : asked.values()) {
            if (other.lookedAt) {
                ofUser += other.login.guesser().equals(login.guesser()) ? 1 : 0;
                ofAddress += other.login.address().equals(login.address()) ? 1 : 0;
            }
        }
        return ofUser < byUser.guessesLeft(login.guesser()) && ofAddress < byAddress.guessesLeft(login.address());
    }

    private void end(Asked one, AsyncResult<Optional<Account>> done) {
        Login login = one.login;
        synchronized (this) {
            asked.remove(login);
            if (done.succeeded() && done.result().isPresent()) {
                byUser.right(login.guesser(), login.user());
                byAddress.right(login.address(), login.user());
            } else if (done.succeeded()) {
                byUser.wrong(login.guesser(), login.user());
                byAddress.wrong(login.address(), login.user());
            }
        }
        one.answer.handle(done);
        goOn();
    }
}
