package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.contract.Exchange.EnvelopePolicy;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.SftpPull.After;
import vn.lienthong.http.TestContracts;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

/** The blocks of a partner file that say where to fetch from. */
class PullReaderIT {
    private static final String SFTP =
            """
            sftp-pull:
              host: sftp.example.vn
              port: 2222
              user: bhxh
              key: file:certs/key
              hostKeys: file:certs/known_hosts
              folder: /out
              files: "*.csv"
              every: 5 min
              ready: done-file
              doneSuffix: .ok
              after: move
              moveTo: /taken
            """;

    private static final String API =
            """
            api-pull:
              url: https://api.example.vn/v1/enterprises?province=01
              trust: file:certs/ca.crt
              every: 30 s
              auth: {bearer: file:certs/key}
              cursor: {parameter: after, path: meta/next}
              ok: {path: Status, values: ["200"]}
            """;

    @TempDir
    Path dir = Path.of("");

    private final Findings findings = new Findings();

    @BeforeEach
    void makeFiles() throws IOException {
        Files.createDirectories(dir.resolve("partners"));
        Files.createDirectories(dir.resolve("certs"));
        Files.writeString(
                Files.createFile(
                        dir.resolve("certs/key"),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                "s3cret");
        Files.writeString(dir.resolve("certs/known_hosts"), "");
        Files.writeString(dir.resolve("certs/ca.crt"), "");
        Files.writeString(dir.resolve("certs/open"), "s3cret");
        Files.setPosixFilePermissions(dir.resolve("certs/open"), PosixFilePermissions.fromString("rw-r--r--"));
    }

    private Partners read(String doors, String block) throws IOException {
        Files.writeString(
                dir.resolve("partners/tax-01.yaml"),
                "partner: tax-01\nname: An office\nidentity: {}\nsends:\n  test.json:\n    doors: [" + doors + "]\n"
                        + block.indent(4));
        Contracts contracts =
                Contracts.of(List.of(TestContracts.contract("test.json", Format.JSON, EnvelopePolicy.PLAIN, 1_000)));
        return Partners.read(Home.of(dir, dir), contracts, findings);
    }

    private Partner.Sends sends(String doors, String block) throws IOException {
        Partners partners = read(doors, block);
        assertEquals(List.of(), findings.list());
        return Objects.requireNonNull(
                partners.byId("tax-01").orElseThrow().sends().get("test.json"));
    }

    private Finding onlyFinding() {
        assertEquals(1, findings.list().size(), findings.list()::toString);
        return findings.list().get(0);
    }

    @Test
    void readsWhereFilesLieAndWhatBecomesOfThem() throws IOException {
        SftpPull pull = Objects.requireNonNull(sends("sftp-pull", SFTP).sftpPull());
        assertEquals(new SftpPull.Address("sftp.example.vn", 2222), pull.address());
        assertEquals(new SftpPull.Login("bhxh", dir.resolve("certs/key"), null), pull.login());
        assertEquals(dir.resolve("certs/known_hosts"), pull.hostKeys());
        assertEquals("/out", pull.folder());
        assertEquals("*.csv", pull.files());
        assertEquals(Duration.ofMinutes(5), pull.every());
        assertEquals(new SftpPull.Ready(".ok"), pull.ready());
        assertEquals(new After(After.Kind.MOVE, "/taken"), pull.after());
    }

    @Test
    void keepsFilesThatAreAtRestWhenNothingElseIsSaid() throws IOException {
        SftpPull pull = Objects.requireNonNull(sends(
                        "sftp-pull",
                        "sftp-pull: {host: h, user: u, password: file:certs/key, hostKeys: file:certs/known_hosts,"
                                + " folder: out}")
                .sftpPull());
        assertEquals(22, pull.address().port());
        assertEquals(new SftpPull.Ready(null), pull.ready());
        assertEquals(new After(After.Kind.KEEP, null), pull.after());
        assertEquals("*", pull.files());
        assertEquals(Duration.ofMinutes(1), pull.every());
    }

    @Test
    void readsHowToAskAnApi() throws IOException {
        ApiPull pull = Objects.requireNonNull(sends("https, api-pull", API).apiPull());
        assertEquals(URI.create("https://api.example.vn/v1/enterprises?province=01"), pull.url());
        assertEquals(dir.resolve("certs/ca.crt"), pull.trust());
        assertEquals(new ApiPull.Bearer(dir.resolve("certs/key")), pull.auth());
        assertEquals(new ApiPull.Cursor("after", List.of("meta", "next"), null), pull.paging());
        assertEquals(new ApiPull.Ok(List.of("Status"), List.of("200")), pull.ok());
    }

    @Test
    void readsAWindowAndASignature() throws IOException {
        ApiPull pull = Objects.requireNonNull(sends(
                        "api-pull",
                        """
                        api-pull:
                          url: http://127.0.0.1:8080/x
                          auth: {sign: {keyId: vss, secret: file:certs/key}}
                          window: {from: since, to: until, overlap: 2 h, since: 2026-01-01}
                        """)
                .apiPull());
        assertEquals(new ApiPull.Signed("vss", dir.resolve("certs/key")), pull.auth());
        assertEquals(
                new ApiPull.Window("since", "until", Duration.ofHours(2), Instant.parse("2025-12-31T17:00:00Z")),
                pull.paging());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    host: sftp.example.vn   | host: "a b"                   | 'host' must be
                    port: 2222              | port: 0                       | 'port' must be from
                    user: bhxh              | user: "a;b"                   | 'user' must be
                    key: file:certs/key     | key: s3cret                   | must be a reference to a file
                    key: file:certs/key     | key: file:certs/open          | open to other users
                    key: file:certs/key     | port: 2222                    | is here twice
                    folder: /out            | folder: /out/                 | 'folder' must be
                    folder: /out            | folder: /taken                | is the folder itself
                    "*.csv"                 | "../*.csv"                    | 'files' must be
                    every: 5 min            | every: 1 ms                   | 'every' must be from
                    ready: done-file        | ready: stable                 | 'doneSuffix' is for
                    after: move             | after: keep                   | go together
                    moveTo: /taken          | moved: /taken                 | go together
                    """)
    void refusesAMistakeInWhereFilesLie(String right, String wrong, String message) throws IOException {
        var unused = read("sftp-pull", SFTP.replace(right, wrong));
        assertTrue(findings.hasErrors());
        Finding first = findings.list().get(0);
        assertTrue(first.message().contains(message), first::toString);
        assertTrue(first.file().endsWith("partners/tax-01.yaml"));
        assertFalse(findings.list().toString().contains("s3cret"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    https://api.example.vn/ | http://api.example.vn/        | only for this machine
                    https://api.example.vn/ | ftp://api.example.vn/         | must begin with https
                    https://api.example.vn/ | https://me:pw@api.example.vn/ | no password
                    https://api.example.vn/ | https://api example.vn/       | is no address
                    trust: file:certs/ca.crt| every: 5 s                    | is here twice
                    {bearer: file:certs/key}| {bearer: s3cret}              | reference to a file
                    {bearer: file:certs/key}| {}                            | either 'bearer' or 'sign'
                    path: meta/next         | path: meta/next, header: X    | either 'path' or 'header'
                    path: meta/next         | path: "meta//next"            | names of members
                    values: ["200"]         | values: []                    | 'values' is missing
                    cursor:                 | window:                       | unknown key
                    """)
    void refusesAMistakeInHowToAskAnApi(String right, String wrong, String message) throws IOException {
        var unused = read("api-pull", API.replace(right, wrong));
        assertTrue(findings.hasErrors());
        String all = findings.list().toString();
        assertTrue(all.contains(message), all);
        assertFalse(all.contains("s3cret"));
    }

    @Test
    void wantsTheAuthorityOfASecureServer() throws IOException {
        var unused = read("api-pull", API.replace("  trust: file:certs/ca.crt\n", ""));
        assertTrue(onlyFinding().message().contains("'trust' is missing"));
    }

    @Test
    void wantsTheBlockOfADoorThatFetches() throws IOException {
        var unused = read("sftp-pull", "");
        assertTrue(onlyFinding().message().contains("needs a block 'sftp-pull'"));
    }

    @Test
    void refusesABlockWithoutItsDoor() throws IOException {
        var unused = read("https", SFTP);
        assertTrue(onlyFinding().message().contains("not among the doors"));
    }

    @Test
    void warnsOfAFileThatIsNotThereYet() throws IOException {
        Files.delete(dir.resolve("certs/key"));
        assertTrue(read("sftp-pull", SFTP).byId("tax-01").isPresent());
        assertTrue(onlyFinding().message().contains("there is no file"));
    }
}
