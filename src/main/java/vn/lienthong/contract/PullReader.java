package vn.lienthong.contract;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.ApiPull.Auth;
import vn.lienthong.contract.ApiPull.Paging;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.SftpPull.After;
import vn.lienthong.yaml.YamlMap;

/** Reads the blocks {@code sftp-pull} and {@code api-pull} of what a partner sends. */
final class PullReader {
    static final Duration EVERY_MIN = Duration.ofSeconds(1);
    static final Duration EVERY_MAX = Duration.ofDays(7);
    static final Duration EVERY_DEFAULT = Duration.ofMinutes(1);
    static final Duration OVERLAP_MAX = Duration.ofDays(31);
    static final Duration OVERLAP_DEFAULT = Duration.ofHours(1);

    private static final int PORT_MAX = 65_535;
    private static final int SSH_PORT = 22;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,253}");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    private static final Pattern FOLDER = Pattern.compile("/|/?[^/\\\\\\p{Cntrl}]+(?:/[^/\\\\\\p{Cntrl}]+)*");
    private static final Pattern FILES = Pattern.compile("[^/\\\\\\p{Cntrl}]{1,255}");
    private static final Pattern SUFFIX = Pattern.compile("[.A-Za-z0-9_-]{1,20}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern MEMBERS = Pattern.compile("[\\p{L}\\p{N}_$-]{1,64}(?:/[\\p{L}\\p{N}_$-]{1,64}){0,7}");
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "[::1]", "localhost");

    private final Home home;
    private final YamlMap sends;
    private final Contract contract;

    PullReader(Home home, YamlMap sends, Contract contract) {
        this.home = home;
        this.sends = sends;
        this.contract = contract;
    }

    // ---- sftp-pull

    @Nullable
    SftpPull sftp(boolean wanted) {
        Optional<YamlMap> block = block("sftp-pull", wanted, "host, user, key, hostKeys, folder");
        if (block.isEmpty()) {
            return null;
        }
        YamlMap map = block.get();
        Duration every = map.duration("every", EVERY_MIN, EVERY_MAX, EVERY_DEFAULT);
        String files = map.has("files") ? map.matching("files", FILES, "a name with * and ?, without folders") : "*";
        SftpPull pull = new SftpPull(
                new SftpPull.Address(map.matching("host", HOST, "a name or address of a host"), (int)
                        map.whole("port", 1, PORT_MAX, SSH_PORT)),
                login(map),
                orHome(SecretReference.open(map, "hostKeys", home)),
                map.matching("folder", FOLDER, "a folder like /out"),
                files,
                every,
                ready(map),
                after(map));
        if (pull.folder().equals(pull.after().moveTo())) {
            map.error("moveTo", "'moveTo' is the folder itself: each file would be found again", "name another folder");
        }
        map.refuseOthers();
        return pull;
    }

    private SftpPull.Login login(YamlMap map) {
        String user = map.matching("user", USER, "1 to 64 of letters, digits, . _ @ -");
        Path key = map.has("key") ? SecretReference.secret(map, "key", home) : null;
        Path password = map.has("password") ? SecretReference.secret(map, "password", home) : null;
        if (map.has("key") == map.has("password")) {
            map.error("user", "give either 'key' or 'password'", "key: file:certs/.../ssh_ed25519");
        }
        return new SftpPull.Login(user, key, password);
    }

    private static SftpPull.Ready ready(YamlMap map) {
        boolean done = map.choice("ready", Map.of("stable", false, "done-file", true), false);
        String suffix = ".done";
        if (map.has("doneSuffix")) {
            suffix = map.matching("doneSuffix", SUFFIX, "1 to 20 of letters, digits, . _ -");
            if (!done) {
                map.error("doneSuffix", "'doneSuffix' is for ready: done-file", "remove it, or write ready: done-file");
            }
        }
        return new SftpPull.Ready(done ? suffix : null);
    }

    private static After after(YamlMap map) {
        After.Kind kind = map.choice("after", YamlMap.words(After.Kind.class, '-'), After.Kind.KEEP);
        String moveTo = null;
        if (map.has("moveTo")) {
            moveTo = map.matching("moveTo", FOLDER, "a folder like /taken");
        }
        if ((kind == After.Kind.MOVE) != (moveTo != null)) {
            map.error(
                    "after",
                    "'after: move' and 'moveTo' go together",
                    "after: keep, delete, or move with moveTo: /taken");
        }
        return new After(kind, moveTo);
    }

    // ---- api-pull

    @Nullable
    ApiPull api(boolean wanted) {
        Optional<YamlMap> block = block("api-pull", wanted, "url, trust, auth");
        if (block.isEmpty()) {
            return null;
        }
        YamlMap map = block.get();
        URI url = url(map);
        Path trust = map.has("trust") ? SecretReference.open(map, "trust", home) : null;
        if ("https".equals(url.getScheme()) && !map.has("trust")) {
            map.error(
                    "url", "'trust' is missing: who signs the server's certificate", "trust: file:certs/trust/ca.crt");
        }
        ApiPull pull = new ApiPull(
                url,
                trust,
                auth(map),
                map.duration("every", EVERY_MIN, EVERY_MAX, EVERY_DEFAULT),
                paging(map),
                ok(map));
        map.refuseOthers();
        return pull;
    }

    private static URI url(YamlMap map) {
        String text = map.text("url");
        URI none = URI.create("http://localhost/");
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            map.error("url", "'url' is no address", "like https://api.example.vn/v1/enterprises");
            return none;
        }
        if (text.isEmpty()) {
            return none;
        }
        boolean plain = "http".equals(url.getScheme());
        if ((!plain && !"https".equals(url.getScheme())) || url.getHost() == null) {
            map.error("url", "'url' must begin with https:// and name a host", null);
            return none;
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            map.error("url", "'url' must have no password and no #part", "secrets stand in files: auth");
        }
        if (plain && !THIS_MACHINE.contains(url.getHost())) {
            map.error(
                    "url",
                    "http:// is only for this machine: anybody on the way could read and change the data",
                    "https://");
        }
        return url;
    }

    private @Nullable Auth auth(YamlMap map) {
        if (!map.has("auth")) {
            return null;
        }
        YamlMap auth = map.map("auth");
        boolean bearer = auth.has("bearer");
        if (bearer == auth.has("sign")) {
            map.error("auth", "'auth' is either 'bearer' or 'sign'", "auth: {bearer: file:certs/partner.token}");
        }
        Auth read;
        if (bearer) {
            read = new ApiPull.Bearer(orHome(SecretReference.secret(auth, "bearer", home)));
        } else {
            YamlMap sign = auth.map("sign");
            read = new ApiPull.Signed(
                    sign.matching("keyId", WORD, "1 to 64 of letters, digits, . _ -"),
                    orHome(SecretReference.secret(sign, "secret", home)));
            sign.refuseOthers();
        }
        auth.refuseOthers();
        return read;
    }

    private @Nullable Paging paging(YamlMap map) {
        boolean cursor = map.has("cursor");
        if (cursor && map.has("window")) {
            map.error("window", "'cursor' and 'window' exclude each other", null);
        }
        if (cursor) {
            return cursor(map.map("cursor"));
        }
        return map.has("window") ? window(map.map("window")) : null;
    }

    private ApiPull.Cursor cursor(YamlMap map) {
        String parameter = map.matching("parameter", WORD, "the name of a query parameter");
        List<String> path = map.has("path") ? members(map, "path") : List.of();
        String header = map.has("header") ? map.matching("header", WORD, "the name of a header") : null;
        if (map.has("path") == map.has("header")) {
            map.error("parameter", "give either 'path' or 'header': where an answer says how to go on", null);
        }
        map.refuseOthers();
        return new ApiPull.Cursor(parameter, path, header);
    }

    private static ApiPull.Window window(YamlMap map) {
        LocalDate since = map.dateOrNull("since");
        if (!map.has("since")) {
            map.error("since", "'since' is missing: the first day to ask for", "like 2026-01-01");
        }
        ApiPull.Window window = new ApiPull.Window(
                map.matching("from", WORD, "the name of a query parameter"),
                map.matching("to", WORD, "the name of a query parameter"),
                map.duration("overlap", Duration.ZERO, OVERLAP_MAX, OVERLAP_DEFAULT),
                since == null
                        ? Instant.EPOCH
                        : since.atStartOfDay(PartnerReader.DAYS).toInstant());
        map.refuseOthers();
        return window;
    }

    private ApiPull.@Nullable Ok ok(YamlMap map) {
        if (!map.has("ok")) {
            return null;
        }
        YamlMap ok = map.map("ok");
        ApiPull.Ok read = new ApiPull.Ok(members(ok, "path"), ok.texts("values"));
        if (read.values().isEmpty()) {
            ok.error("values", "'values' is missing: which values mean that all is well", "values: [\"200\"]");
        }
        ok.refuseOthers();
        return read;
    }

    /** Where something stands in the body; looked for while the body streams by, so only in JSON. */
    private List<String> members(YamlMap map, String key) {
        String path = map.matching(key, MEMBERS, "names of members with / between, like meta/next");
        Format format = contract.exchange().format();
        if (format == Format.CSV || format == Format.XML) {
            map.error(key, "'" + key + "' can be looked for in json only, and this feed is another format", null);
        }
        return path.isEmpty() ? List.of() : List.of(path.split("/"));
    }

    // ---- both

    private Optional<YamlMap> block(String key, boolean wanted, String keys) {
        if (wanted && !sends.has(key)) {
            sends.error("doors", "the door '" + key + "' needs a block '" + key + "'", "with " + keys);
        }
        if (!wanted && sends.has(key)) {
            sends.error(key, "'" + key + "' is not among the doors", "add it to 'doors', or remove the block");
        }
        return sends.has(key) ? Optional.of(sends.map(key)) : Optional.empty();
    }

    private Path orHome(@Nullable Path path) {
        return path == null ? home.root() : path;
    }
}
