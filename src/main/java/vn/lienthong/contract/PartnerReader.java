package vn.lienthong.contract;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Partner.HttpsIdentity;
import vn.lienthong.contract.Partner.Receives;
import vn.lienthong.contract.Partner.Sends;
import vn.lienthong.contract.Partner.Signer;
import vn.lienthong.delivery.Door;
import vn.lienthong.yaml.Findings;
import vn.lienthong.yaml.Nearest;
import vn.lienthong.yaml.YamlFile;
import vn.lienthong.yaml.YamlMap;

/** Reads one {@code gateway/partners/<id>.yaml} into a {@link Partner}. */
final class PartnerReader {
    static final Pattern ID = Pattern.compile("[a-z0-9-]{2,40}");
    static final Pattern SERIAL = Pattern.compile("(?:[0-9A-Fa-f]{2}:?){1,20}|[0-9A-Fa-f]{1,40}");

    /** Days without a time are days in Viet Nam. */
    static final ZoneId DAYS = ZoneId.of("Asia/Ho_Chi_Minh");

    private static final int IDENTITIES_MAX = 100;

    private final Home home;
    private final YamlMap root;
    private final Contracts contracts;

    private PartnerReader(Home home, YamlMap root, Contracts contracts) {
        this.home = home;
        this.root = root;
        this.contracts = contracts;
    }

    /** The partner, or empty when the file has an error. */
    static Optional<Partner> read(Home home, Path file, Contracts contracts, Findings findings) {
        String label = Partners.FOLDER + "/" + file.getFileName();
        return of(home, YamlFile.read(file, label, findings), contracts, findings);
    }

    /** The same for a file that is already read; its {@link YamlMap#label()} is its path. */
    static Optional<Partner> of(Home home, YamlFile yaml, Contracts contracts, Findings findings) {
        int before = findings.errors();
        if (!yaml.readable()) {
            return Optional.empty();
        }
        String label = yaml.root().label();
        String name = label.substring(label.lastIndexOf('/') + 1);
        Partner partner = new PartnerReader(home, yaml.root(), contracts).read(name);
        return findings.errors() == before ? Optional.of(partner) : Optional.empty();
    }

    private Partner read(String fileName) {
        String id = root.matching("partner", ID, "2 to 40 of a-z, 0-9 and -");
        if (!id.isEmpty() && !fileName.equals(id + ".yaml")) {
            root.error("partner", "partner '" + id + "' stands in the file '" + fileName + "'", "rename one of them");
        }
        String name = root.text("name");
        Map<String, Sends> sends = new LinkedHashMap<>();
        eachFeed("sends", (feed, map, contract) -> sends.put(feed, sends(map, contract)));
        Map<String, Receives> receives = new LinkedHashMap<>();
        eachFeed("receives", (feed, map, contract) -> receives.put(feed, receives(map, contract)));
        YamlMap identity = root.map("identity");
        if (!root.has("identity")) {
            root.error("partner", "'identity' is missing", "say how the partner proves who it is");
        }
        Partner partner = new Partner(
                id,
                name,
                https(identity),
                sshKeys(identity),
                signers(identity, sends),
                PortalAccountReader.read(bounded(identity, "portal")),
                sends,
                receives);
        identity.refuseOthers();
        root.refuseOthers();
        return partner;
    }

    // ---- identity

    private static List<HttpsIdentity> https(YamlMap identity) {
        List<HttpsIdentity> https = new ArrayList<>();
        for (YamlMap entry : bounded(identity, "https")) {
            String issuer = entry.text("issuer");
            if (!issuer.isEmpty() && issuer(issuer).isEmpty()) {
                entry.error("issuer", "'issuer' is no distinguished name", "like CN=Some CA,O=Some office,C=VN");
            }
            String serial = entry.textOrNull("serial");
            String san = entry.textOrNull("san");
            if ((serial == null) == (san == null)) {
                entry.error("issuer", "give either 'serial' or 'san'", null);
            }
            if (serial != null && !SERIAL.matcher(serial).matches()) {
                entry.error(
                        "serial",
                        "'serial' must be hexadecimal, like 01:A3:F0",
                        "openssl x509 -noout -serial -in FILE");
            }
            if (san != null && (san.isBlank() || san.contains("*"))) {
                entry.error("san", "'san' must be one exact name, without *", null);
            }
            entry.refuseOthers();
            https.add(new HttpsIdentity(issuer, serial, san));
        }
        return https;
    }

    /** The issuer in a form that compares by meaning and not by spelling; empty when it is none. */
    static Optional<X500Principal> issuer(String rfc2253) {
        try {
            return Optional.of(new X500Principal(rfc2253));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A serial number without leading zeros, colons and case. */
    static String serial(String hex) {
        return new BigInteger(hex.replace(":", ""), 16).toString(16);
    }

    private List<String> sshKeys(YamlMap identity) {
        List<String> keys = new ArrayList<>();
        for (String entry : identity.texts("ssh")) {
            String line = entry;
            if (entry.endsWith(".pub")) {
                Path file = path(identity, "ssh", entry);
                line = file == null ? null : firstLine(file);
                if (line == null) {
                    identity.warning(
                            "ssh",
                            "there is no key file '" + entry + "' yet",
                            "gateway/run pki makes development keys");
                    continue;
                }
            }
            Optional<String> key = SshKey.of(line);
            if (key.isPresent()) {
                keys.add(key.get());
            } else {
                String hint = "a line like 'ssh-ed25519 AAAA...', or the path of a .pub file";
                identity.error("ssh", "an entry of 'ssh' is no public key", hint);
            }
        }
        return keys;
    }

    private static @Nullable String firstLine(Path file) {
        try {
            return Files.size(file) > 16_384
                    ? ""
                    : Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            return null;
        }
    }

    private List<Signer> signers(YamlMap identity, Map<String, Sends> sends) {
        List<Signer> signers = new ArrayList<>();
        for (YamlMap entry : bounded(identity, "signers")) {
            String name = entry.text("file");
            Path file = name.isEmpty() ? null : path(entry, "file", name);
            if (file != null && !Files.exists(file)) {
                entry.warning(
                        "file", "there is no certificate '" + name + "' yet", "gateway/run pki makes development keys");
            }
            List<String> feeds = entry.texts("feeds");
            for (String feed : feeds) {
                if (!sends.containsKey(feed)) {
                    entry.error(
                            "feeds", "the partner does not send '" + feed + "'", Nearest.hint(feed, sends.keySet()));
                }
            }
            Instant from = instant(entry, "from", false);
            Instant to = instant(entry, "to", true);
            if (from != null && to != null && from.isAfter(to)) {
                entry.error("from", "'from' is after 'to'", null);
            }
            List<String> facilities = facilities(entry);
            if (!facilities.isEmpty()) {
                boundable(entry, feeds.isEmpty() ? sends.keySet() : feeds);
            }
            entry.refuseOthers();
            signers.add(new Signer(file == null ? home.root() : file, feeds, from, to, facilities));
        }
        return signers;
    }

    /** Facilities bound a signer only where its signature in the document is looked at, and the records name theirs. */
    private void boundable(YamlMap entry, Collection<String> feeds) {
        List<Contract> signed = feeds.stream()
                .flatMap(feed -> contracts.feed(feed).stream())
                .filter(c -> c.exchange().xmlSignature() != Exchange.XmlSignature.IGNORED)
                .toList();
        if (signed.isEmpty() || signed.stream().anyMatch(c -> c.facilities().isEmpty())) {
            String hint = "a feed with 'xmlSignature' and required fields that are facility codes";
            entry.error("facilities", "'facilities' bounds nothing in the feeds of this signer", hint);
        }
    }

    /** {@code facilities} of an entry; none when it has none. */
    static List<String> facilities(YamlMap entry) {
        List<String> facilities = entry.texts("facilities");
        for (String facility : facilities) {
            if (!facility.matches("[0-9]{5}")) {
                entry.error("facilities", "a facility code has five digits", "in quotes: '01999'");
            }
        }
        return facilities;
    }

    /** A day (its first or last moment) or an exact time; null when the key is not there. */
    private static @Nullable Instant instant(YamlMap entry, String key, boolean endOfDay) {
        String text = entry.textOrNull(key);
        if (text == null) {
            return null;
        }
        try {
            if (text.length() == 10) {
                LocalDate day = LocalDate.parse(text);
                return day.atTime(endOfDay ? LocalTime.MAX : LocalTime.MIN)
                        .atZone(DAYS)
                        .toInstant();
            }
            return Instant.parse(text);
        } catch (DateTimeException e) {
            entry.error(key, "'" + key + "' must be a day like 2026-10-31 or a time like 2026-10-31T17:00:00Z", null);
            return null;
        }
    }

    private @Nullable Path path(YamlMap entry, String key, String text) {
        try {
            return home.resolve(text).normalize();
        } catch (InvalidPathException e) {
            entry.error(key, "'" + key + "' is no path", null);
            return null;
        }
    }

    private static List<YamlMap> bounded(YamlMap identity, String key) {
        List<YamlMap> entries = identity.maps(key);
        if (entries.size() > IDENTITIES_MAX) {
            identity.error(key, "more than " + IDENTITIES_MAX + " entries", null);
            return entries.subList(0, IDENTITIES_MAX);
        }
        return entries;
    }

    // ---- rights

    private interface Feed {
        void take(String feed, YamlMap map, Contract contract);
    }

    private void eachFeed(String key, Feed feeds) {
        YamlMap map = root.map(key);
        for (String feed : map.keys()) {
            YamlMap right = map.map(feed);
            Optional<Contract> contract = contracts.feed(feed);
            if (contract.isPresent()) {
                feeds.take(feed, right, contract.get());
                right.refuseOthers();
            } else {
                map.error(feed, "there is no feed '" + feed + "'", Nearest.hint(feed, contracts.feeds()));
            }
        }
    }

    private Sends sends(YamlMap map, Contract contract) {
        List<Door> doors = new ArrayList<>();
        Map<String, Door> words = YamlMap.words(Door.class, '-');
        for (String word : map.texts("doors")) {
            Door door = words.get(word);
            if (door == null) {
                map.error("doors", "there is no door '" + word + "'", Nearest.hint(word, words.keySet()));
            } else if (doors.contains(door)) {
                map.error("doors", "door '" + word + "' is here twice", null);
            } else {
                doors.add(door);
            }
        }
        if (!map.has("doors")) {
            map.error("doors", "'doors' is missing", "known: " + String.join(", ", words.keySet()));
        }
        PullReader pulls = new PullReader(home, map, contract);
        return new Sends(
                doors,
                ScopeReader.sends(map, contract),
                ExchangeReader.due(map),
                pulls.sftp(doors.contains(Door.SFTP_PULL)),
                pulls.api(doors.contains(Door.API_PULL)),
                RuleSwitchReader.read(map, contract),
                xmlSha1Until(map, contract));
    }

    private static @Nullable LocalDate xmlSha1Until(YamlMap map, Contract contract) {
        LocalDate until = map.dateOrNull("xmlSha1Until");
        if (until != null && contract.exchange().xmlSignature() == Exchange.XmlSignature.IGNORED) {
            map.error("xmlSha1Until", "'xmlSha1Until' is for feeds whose XML signatures are checked", "remove it");
        }
        return until;
    }

    private static Receives receives(YamlMap map, Contract contract) {
        List<String> fields = List.of();
        if (map.isScalar("fields")) {
            var unused = map.choice("fields", Map.of("all", true), true);
        } else {
            fields = map.texts("fields");
            if (fields.isEmpty()) {
                map.error("fields", "'fields' is missing", "a list of canonical names, or: fields: all");
            }
        }
        for (String field : fields) {
            ScopeReader.known(map, "fields", field, contract);
        }
        return new Receives(fields, ScopeReader.receives(map, contract));
    }
}
