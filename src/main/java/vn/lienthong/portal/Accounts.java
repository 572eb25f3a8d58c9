package vn.lienthong.portal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partner.PortalAccount;
import vn.lienthong.contract.PasswordHash;

/** The accounts of all partners at the portal door. Immutable. */
final class Accounts {

    /** An account with its partner. */
    record Account(Partner partner, PortalAccount registered) {

        String user() {
            return registered.user();
        }

        List<String> facilities() {
            return registered.facilities();
        }

        boolean mayCallFrom(@Nullable String address) {
            return registered.addresses().stream().anyMatch(network -> network.contains(address));
        }

        @Override
        public String toString() {
            return "Account[" + partner.id() + "]";
        }
    }

    private final Map<String, Account> byUser = new HashMap<>();

    /** A password that nobody has: asking for an unknown user must take as long as for a known one. */
    private final PasswordHash nobody = SlowHash.of("");

    /** @throws IllegalArgumentException when a name is there twice, which the reader of partners lets nobody do */
    Accounts(List<Partner> partners) {
        for (Partner partner : partners) {
            for (PortalAccount account : partner.portal()) {
                if (byUser.putIfAbsent(account.user(), new Account(partner, account)) != null) {
                    throw new IllegalArgumentException(
                            partner.id() + ": a portal account of that name is registered already");
                }
            }
        }
    }

    /** Whether there is anybody who may call from there. */
    boolean anyMayCallFrom(String address) {
        return byUser.values().stream().anyMatch(account -> account.mayCallFrom(address));
    }

    Optional<Account> byUser(String user) {
        return Optional.ofNullable(byUser.get(user));
    }

    /** The account when user, password and address are right. Takes its time, whatever the answer. */
    Optional<Account> authenticate(String user, String md5, @Nullable String address) {
        Optional<Account> account = byUser(user);
        PasswordHash password = account.map(a -> a.registered().password()).orElse(nobody);
        boolean right = SlowHash.matches(password, md5);
        return account.filter(a -> right && a.mayCallFrom(address));
    }
}
