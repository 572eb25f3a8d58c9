package vn.lienthong.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import vn.lienthong.contract.Partner.PortalAccount;
import vn.lienthong.yaml.YamlMap;

/** Reads {@code identity.portal} of a partner file; what it lets pass the portal door can work with. */
final class PortalAccountReader {
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private PortalAccountReader() {}

    static List<PortalAccount> read(List<YamlMap> entries) {
        List<PortalAccount> accounts = new ArrayList<>();
        Set<String> users = new HashSet<>();
        for (YamlMap entry : entries) {
            String user = entry.matching("user", USER, "1 to 64 of A-Z, a-z, 0-9, . _ -");
            if (!user.isEmpty() && !users.add(user)) {
                entry.error("user", "'user' is the name of another account of this file", null);
            }
            Optional<PasswordHash> password = password(entry);
            List<Network> addresses = addresses(entry);
            List<String> facilities = facilities(entry);
            entry.refuseOthers();
            password.ifPresent(hash -> accounts.add(new PortalAccount(user, hash, addresses, facilities)));
        }
        return accounts;
    }

    /** The value is never repeated: somebody may have written the password itself there. */
    private static Optional<PasswordHash> password(YamlMap entry) {
        String text = entry.text("password");
        Optional<PasswordHash> password = PasswordHash.parse(text);
        if (!text.isBlank() && password.isEmpty()) {
            entry.error(
                    "password",
                    "'password' is no hash of " + PasswordHash.ROUNDS_MIN + " to " + PasswordHash.ROUNDS_MAX
                            + " rounds",
                    "the line that gateway/run portal password printed");
        }
        return password;
    }

    private static List<Network> addresses(YamlMap entry) {
        List<String> texts = entry.texts("addresses");
        if (texts.isEmpty()) {
            entry.error("addresses", "'addresses' is missing", "a list like [203.0.113.7, 198.51.100.0/24]");
        }
        List<Network> addresses = new ArrayList<>();
        for (String text : texts) {
            Network.parse(text)
                    .ifPresentOrElse(
                            addresses::add,
                            () -> entry.error(
                                    "addresses",
                                    "an entry of 'addresses' is no address or network",
                                    "like 198.51.100.0/24"));
        }
        return addresses;
    }

    private static List<String> facilities(YamlMap entry) {
        List<String> facilities = PartnerReader.facilities(entry);
        if (facilities.isEmpty()) {
            entry.error("facilities", "'facilities' is missing", "a list like ['01999']");
        }
        return facilities;
    }
}
