package vn.lienthong.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.http.TestDoor.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange.EnvelopePolicy;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.Network;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partner.PortalAccount;
import vn.lienthong.contract.PasswordHash;
import vn.lienthong.delivery.Door;
import vn.lienthong.http.RawTls;
import vn.lienthong.http.TestContracts;
import vn.lienthong.http.TestDoor;
import vn.lienthong.http.TlsServer;
import vn.lienthong.http.Traffic;

/** What the portal door reads of whom, and when it says no. */
class PortalDoorIT {
    private static final String FEED = "health.checkins";
    private static final String CHECK_IN = "/api/qd130/checkInKcbQd4750";
    private static final String TOKEN = "/api/token/take";
    private static final String MD5 = PortalPassword.onTheWire("Mat-khau-123");
    private static final PasswordHash HASH =
            PasswordHash.parse(PortalPassword.forPartnerFile("Mat-khau-123")).orElseThrow();
    private static final String EXPECT = "Expect: 100-continue\r\n";
    private static final int BODY_BYTES = 8 << 20;

    @TempDir
    Path folder = Path.of("");

    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private @Nullable TestDoor house;
    private @Nullable PortalDoor portal;

    @AfterEach
    void close() {
        if (portal != null) {
            await(portal.close());
        }
        if (house != null) {
            house.close();
        }
    }

    private static Partner hospital(String code, String network) {
        PortalAccount account = new PortalAccount(
                code + "_BV", HASH, List.of(Network.parse(network).orElseThrow()), List.of(code));
        return new Partner(
                "hospital-" + code,
                code,
                List.of(),
                List.of(),
                List.of(),
                List.of(account),
                Map.of(FEED, new Partner.Sends(List.of(Door.PORTAL), Map.of(), null)),
                Map.of());
    }

    private void open(PortalDoor.Limits limits, long reserveBytes, String network) {
        TestDoor.makeKeys(folder);
        Contract contract = TestContracts.contract(FEED, Format.CSV, EnvelopePolicy.PLAIN, 1L << 30);
        TestDoor opened = new TestDoor(
                folder, TestDoor.Choice.of(List.of(contract), List.of()).withReserve(reserveBytes));
        house = opened;
        Traffic traffic = new Traffic() {
            @Override
            public void answered(String call, int status) {
                seen.add(call + " " + status);
            }

            @Override
            public void received(String partner, String feed, String door, boolean first, long bytes) {}

            @Override
            public void uploads(int change) {}

            @Override
            public void polls(int change) {}

            @Override
            public void served(String partner, String feed, int events, long bytes) {}

            @Override
            public void fault(String code) {
                seen.add("fault " + code);
            }
        };
        PortalDoor.Options options = new PortalDoor.Options(
                "127.0.0.1", 0, opened.file("gateway/https.crt"), opened.file("gateway/https.key"), 2, limits);
        List<Partner> partners = List.of(hospital("01001", network), hospital("01002", network));
        portal = await(new PortalDoor(
                        opened.vertx(),
                        options,
                        new PortalDoor.Country(partners, Map.of(FEED, contract)),
                        new PortalDoor.Collaborators(
                                opened.ledger(), opened.originals(), opened.sealer(), opened.reception()),
                        traffic)
                .open());
    }

    private void open() {
        open(PortalDoor.Limits.DEFAULT, 0, "127.0.0.0/8");
    }

    /** Places for few: two calls for a token, two files of which one a partner. */
    private static PortalDoor.Limits few() {
        return new PortalDoor.Limits(
                TlsServer.Limits.DEFAULT,
                2,
                1,
                32,
                2,
                Duration.ofMinutes(30),
                5,
                20,
                Duration.ofMinutes(15),
                Duration.ofSeconds(30),
                1);
    }

    private TestDoor house() {
        if (house == null) {
            throw new AssertionError("no door is open");
        }
        return house;
    }

    private RawTls connect() throws IOException {
        if (house == null || portal == null) {
            throw new AssertionError("no door is open");
        }
        return new RawTls(house, null, portal.port());
    }

    private static String head(String path, String more, long length) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n" + more + "Content-Length: " + length
                + "\r\n\r\n";
    }

    private JsonObject post(String path, String more, String body) throws IOException {
        try (RawTls raw = connect()) {
            raw.write(head(path, "Connection: close\r\n" + more, body.length()) + body);
            return answer(raw);
        }
    }

    /** The body of the last answer on a connection. */
    private static JsonObject answer(RawTls raw) throws IOException {
        String all = raw.readAll();
        assertTrue(all.startsWith("HTTP/1.1 200 "), all);
        return new JsonObject(all.substring(all.indexOf("\r\n\r\n") + 4));
    }

    private static String login(String code) {
        return "username=" + code + "_BV&password=" + MD5;
    }

    /** Headers of a caller who has proved who he is. */
    private String caller(String code) throws IOException {
        JsonObject answer = post(TOKEN, "", login(code));
        assertEquals("200", answer.getString("maKetQua"), answer.encode());
        JsonObject key = answer.getJsonObject("APIKey");
        return "accessToken: " + key.getString("access_token") + "\r\ntokenId: " + key.getString("id_token")
                + "\r\npasswordHash: " + MD5 + "\r\n";
    }

    private static String form(String code, String content) {
        return "username=" + code + "_BV&loaiHoSo=0&maTinh=01&maCSKCB=" + code + "&fileHSBase64="
                + Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsOnlySoManyTokenCallsOfAnAddressAtOnce() throws IOException {
        // Given two callers who are asked for their bodies, and send one byte
        open(few(), 0, "127.0.0.0/8");
        try (RawTls first = connect();
                RawTls second = connect()) {
            for (RawTls raw : List.of(first, second)) {
                raw.write(head(TOKEN, EXPECT, 100));
                assertTrue(raw.readHead().startsWith("HTTP/1.1 100 "));
                raw.write("u");
            }

            // When, Then the third is told to come later
            assertEquals("500", post(TOKEN, "", login("01001")).getString("maKetQua"));

            // and once they have gone he is welcome
            first.cut();
            second.cut();
            JsonObject answer = post(TOKEN, "", login("01001"));
            while (answer.getString("maKetQua").equals("500")) {
                answer = post(TOKEN, "", login("01001"));
            }
            assertEquals("200", answer.getString("maKetQua"));
        }
    }

    /** Tokens end with a restart, so all machines of a hospital ask for theirs in one second. */
    @Test
    void letsAllInWhoComeAtOnceWithTheRightPassword() throws Exception {
        open();
        assertEquals(Collections.nCopies(24, "200"), atOnce(Collections.nCopies(24, login("01001"))));
    }

    @Test
    void looksAtNoMoreGuessesWhenTheyComeAtOnce() throws Exception {
        // Given guesses, and the right password behind them
        open();
        List<String> guesses = IntStream.range(0, 24)
                .mapToObj(i -> login("01001").replace(MD5, PortalPassword.onTheWire("guess " + i)))
                .toList();

        // When
        assertEquals(Collections.nCopies(24, "401"), atOnce(guesses));

        // Then the door is closed to it from there, and open to another
        assertEquals("401", post(TOKEN, "", login("01001")).getString("maKetQua"));
        assertEquals("200", post(TOKEN, "", login("01002")).getString("maKetQua"));
    }

    /** The results of token calls whose bodies end at about the same time. */
    private List<String> atOnce(List<String> forms) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(forms.size());
        CyclicBarrier together = new CyclicBarrier(forms.size());
        try {
            List<Callable<String>> calls = forms.stream()
                    .<Callable<String>>map(form -> () -> {
                        try (RawTls raw = connect()) {
                            raw.write(head(TOKEN, EXPECT + "Connection: close\r\n", form.length()));
                            assertTrue(raw.readHead().startsWith("HTTP/1.1 100 "));
                            together.await();
                            raw.write(form);
                            return answer(raw).getString("maKetQua");
                        }
                    })
                    .toList();
            List<String> results = new ArrayList<>();
            for (var answer : callers.invokeAll(calls)) {
                results.add(answer.get());
            }
            return results;
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void readsNothingOfACallerFromWhereNobodyMayCall() throws IOException {
        open(PortalDoor.Limits.DEFAULT, 0, "198.51.100.0/24");
        try (RawTls raw = connect()) {
            raw.write(head(TOKEN, EXPECT, 100));
            assertEquals("401", answer(raw).getString("maKetQua"));
        }
    }

    @Test
    void asksForAFileOnlyWhenItWouldTakeIt() throws IOException {
        // Given
        open();
        String caller = caller("01001");
        String form = form("01001", "a file");

        // When one without a token asks whether it may send
        try (RawTls raw = connect()) {
            raw.write(head(CHECK_IN, EXPECT, form.length()));
            assertEquals("401", answer(raw).getString("maKetQua"));
        }

        // Then only the one with a token was told to
        try (RawTls raw = connect()) {
            raw.write(head(CHECK_IN, EXPECT + caller + "Connection: close\r\n", form.length()));
            assertTrue(raw.readHead().startsWith("HTTP/1.1 100 "));
            raw.write(form);
            assertNotNull(answer(raw).getString("maGiaoDich"));
        }
    }

    @Test
    void letsAClientThatWritesItsWholeBodyFirstReadTheAnswer() throws IOException {
        open();
        for (String path : List.of(CHECK_IN, "/api/none")) {
            try (RawTls raw = connect()) {
                raw.write(head(path, "", BODY_BYTES));
                raw.write(new byte[BODY_BYTES]);
                String all = raw.readAll();
                String expected = path.equals(CHECK_IN) ? "\"maKetQua\":\"401\"" : "HTTP/1.1 404 ";
                assertTrue(all.contains(expected), all);
            }
        }
    }

    @Test
    void keepsRoomForOthersWhenOnePartnerTakesItsOwn() throws IOException {
        // Given a partner that has sent half a file
        open(few(), 0, "127.0.0.0/8");
        String caller = caller("01001");
        String other = caller("01002");
        String form = form("01001", "half in");
        try (RawTls slow = connect()) {
            slow.write(head(CHECK_IN, EXPECT + caller, form.length()));
            assertTrue(slow.readHead().startsWith("HTTP/1.1 100 "));
            slow.write(form.substring(0, 10));

            // When, Then its next has to wait, another partner's has not
            assertEquals("500", post(CHECK_IN, caller, form("01001", "more")).getString("maKetQua"));
            assertEquals("200", post(CHECK_IN, other, form("01002", "other")).getString("maKetQua"));
            slow.write(form.substring(10));
            assertTrue(slow.readHead().startsWith("HTTP/1.1 200 "));
            assertEquals("200", post(CHECK_IN, caller, form("01001", "more")).getString("maKetQua"));
        }
    }

    @Test
    void tellsTheOperatorWhatItTellsTheCallerAndItsOwnFaults() throws IOException {
        // Given a disk without room
        open(PortalDoor.Limits.DEFAULT, Long.MAX_VALUE, "127.0.0.0/8");
        String wrong = login("01001").replace(MD5, PortalPassword.onTheWire("a guess"));

        // When
        assertEquals("401", post(TOKEN, "", wrong).getString("maKetQua"));
        String caller = caller("01001");
        assertEquals("403", post("/api/qd130/guiHoSoXmlQD4750", caller, "").getString("maKetQua"));
        assertEquals("205", post(CHECK_IN, caller, "").getString("maKetQua"));
        assertEquals("500", post(CHECK_IN, caller, form("01001", "no room")).getString("maKetQua"));

        // Then
        assertEquals(
                List.of(
                        "portal-token 401",
                        "portal-token 200",
                        "portal-submit 403",
                        "portal-submit 205",
                        "fault storage-unavailable",
                        "portal-submit 500"),
                List.copyOf(seen));
    }

    /** The same form in parts. */
    private static String parts(String form) {
        StringBuilder parts = new StringBuilder();
        for (String field : form.split("&", -1)) {
            int equals = field.indexOf('=');
            parts.append("--x\r\nContent-Disposition: form-data; name=\"")
                    .append(field, 0, equals)
                    .append("\"\r\n\r\n")
                    .append(field, equals + 1, field.length())
                    .append("\r\n");
        }
        return parts + "--x--\r\n";
    }

    private JsonObject postAs(String contentType, String path, String more, String body) throws IOException {
        try (RawTls raw = connect()) {
            raw.write(head(path, "Connection: close\r\n" + more, body.length())
                            .replace("application/x-www-form-urlencoded", contentType)
                    + body);
            return answer(raw);
        }
    }

    @Test
    void takesTheSameFileFromEitherForm() throws IOException {
        // Given
        open();
        String multipart = "multipart/form-data; boundary=\"x\"";
        JsonObject key = postAs(multipart, TOKEN, "", parts(login("01001"))).getJsonObject("APIKey");
        assertNotNull(key);
        String caller = caller("01001");

        // When
        JsonObject first = post(CHECK_IN, caller, form("01001", "a file"));
        JsonObject again = postAs(multipart, CHECK_IN, caller, parts(form("01001", "a file")));

        // Then
        assertEquals("200", first.getString("maKetQua"), first.encode());
        assertEquals(first, again);
    }

    @Test
    void refusesPartsThatAreCutOrMoreThanAFormHasAndKeepsNothing() throws IOException {
        open();
        String caller = caller("01001");
        String multipart = "multipart/form-data; boundary=x";
        String body = parts(form("01001", "a file"));
        for (String broken : List.of(
                body.substring(0, body.length() - 4),
                body.replace("--x", "--y"),
                body.replace("name=\"maTinh\"", "name=\"maCSKCB\""),
                body.replace("--x--", "--x\r\nMore: " + "m".repeat(PartsBody.HEAD_BYTES_MAX)),
                parts("f0=1" + "&f=1".repeat(10_000)))) {
            JsonObject answer = postAs(multipart, CHECK_IN, caller, broken);
            assertEquals("205", answer.getString("maKetQua"));
            assertFalse(answer.getString("thongDiep").isEmpty());
        }
        assertEquals(
                "205", postAs("multipart/form-data", CHECK_IN, caller, body).getString("maKetQua"));
        assertEquals(List.of(), house().originalFiles());
    }

    @Test
    void saysWhichFormsItTakesToAClientThatSendsAnother() throws IOException {
        open();
        JsonObject answer = postAs("application/json", TOKEN, "", "{}");
        assertEquals("205", answer.getString("maKetQua"));
        String said = answer.getString("thongDiep");
        assertTrue(said.contains("application/x-www-form-urlencoded"), said);
        assertTrue(said.contains("multipart/form-data"), said);
    }

    private static void assertFlat(String answer) {
        int body = answer.indexOf("\r\n\r\n") + 4;
        assertTrue(answer.substring(0, body).contains("content-type: application/json; charset=utf-8\r\n"), answer);
        JsonObject flat = new JsonObject(answer.substring(body));
        assertEquals("205", flat.getString("maKetQua"));
        assertEquals(Set.of("maKetQua", "maGiaoDich", "thoiGianTiepNhan", "thongDiep"), flat.fieldNames());
    }

    @Test
    void answersWhoCallsSomethingElseInTheSameForm() throws IOException {
        open();
        for (String[] call : new String[][] {
            {"POST /api/token/takes", "404"},
            {"GET /", "404"},
            {"OPTIONS *", "404"},
            {"GET " + TOKEN, "405"},
            {"PUT " + CHECK_IN, "405"}
        }) {
            try (RawTls raw = connect()) {
                raw.write(call[0] + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                String all = raw.readAll();
                assertTrue(all.startsWith("HTTP/1.1 " + call[1] + " "), all);
                assertEquals(call[1].equals("405"), all.contains("allow: POST\r\n"), all);
                assertFlat(all);
            }
        }
        try (RawTls raw = connect()) {
            raw.write("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertTrue(raw.readAll().endsWith("\r\n\r\n"), "a head alone");
        }
    }

    @Test
    void takesAPathInAnyLetters() throws IOException {
        open();
        String caller = caller("01001");
        for (String path : List.of("/api/qd130/checkInKcbQD4750", "/api/qd130/checkInKcbQD130", CHECK_IN)) {
            assertEquals("200", post(path, caller, form("01001", path)).getString("maKetQua"), path);
        }
    }

    @Test
    void cutsARequestWhoseEndIsInDoubt() throws IOException {
        open();
        try (RawTls raw = connect()) {
            raw.write(head(TOKEN, "Content-Xength: 3\r\n", 0));
            String all = raw.readAll();
            assertTrue(all.startsWith("HTTP/1.1 400 "), all);
            assertFlat(all);
            assertEquals(1, all.split("HTTP/1.1", -1).length - 1, all);
        }
    }
}
