package vn.lienthong.portal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Partner;

/** The accounts of all partners at the portal door. Immutable. */
final class Accounts {

    /** An account with its partner. */
    record Account(Partner partner, String user, SlowHash password, List<Network> addresses, List<String> facilities) {
        Account {
            addresses = List.copyOf(addresses);
            facilities = List.copyOf(facilities);
        }

        boolean mayCallFrom(@Nullable String address) {
            return addresses.stream().anyMatch(network -> network.contains(address));
        }

        @Override
        public String toString() {
            return "Account[" + partner.id() + "]";
        }
    }

    private final Map<String, Account> byUser = new HashMap<>();

    /** A password that nobody has: asking for an unknown user must take as long as for a known one. */
    private final SlowHash nobody = SlowHash.of("");

    /** @throws IllegalArgumentException when a hash or a network cannot be read, or a name is there twice */
    Accounts(List<Partner> partners) {
        for (Partner partner : partners) {
            for (Partner.PortalAccount account : partner.portal()) {
                SlowHash password = SlowHash.parse(account.passwordHash())
                        .orElseThrow(() -> new IllegalArgumentException(
                                partner.id() + ": the password hash of a portal account is not one of ours"));
                List<Network> addresses = account.addresses().stream()
                        .map(text -> Network.parse(text)
                                .orElseThrow(() -> new IllegalArgumentException(
                                        partner.id() + ": '" + text + "' is neither an address nor a network")))
                        .toList();
                Account known = new Account(partner, account.user(), password, addresses, account.facilities());
                if (byUser.putIfAbsent(account.user(), known) != null) {
                    throw new IllegalArgumentException(
                            partner.id() + ": a portal account of that name is registered already");
                }
            }
        }
    }

    Optional<Account> byUser(String user) {
        return Optional.ofNullable(byUser.get(user));
    }

    /** The account when user, password and address are right. Takes its time, whatever the answer. */
    Optional<Account> authenticate(String user, String md5, @Nullable String address) {
        Optional<Account> account = byUser(user);
        boolean right = account.map(Account::password).orElse(nobody).matches(md5);
        return account.filter(a -> right && a.mayCallFrom(address));
    }
}
