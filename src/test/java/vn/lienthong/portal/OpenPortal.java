package vn.lienthong.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.http.TestDoor.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
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
import vn.lienthong.http.Traffic;

/** A portal door with two hospitals, and what it takes to call it byte by byte. */
abstract class OpenPortal {
    static final String FEED = "health.checkins";
    static final String CHECK_IN = "/api/qd130/checkInKcbQd4750";
    static final String TOKEN = "/api/token/take";
    static final String MD5 = PortalPassword.onTheWire("Mat-khau-123");
    static final PasswordHash HASH =
            PasswordHash.parse(PortalPassword.forPartnerFile("Mat-khau-123")).orElseThrow();
    static final String EXPECT = "Expect: 100-continue\r\n";
    static final int BODY_BYTES = 8 << 20;

    @TempDir
    Path folder = Path.of("");

    final Queue<String> seen = new ConcurrentLinkedQueue<>();
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

    static Partner hospital(String code, String network) {
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

    void open(PortalDoor.Limits limits, long reserveBytes, String network) {
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

    void open() {
        open(PortalDoor.Limits.DEFAULT, 0, "127.0.0.0/8");
    }

    TestDoor house() {
        if (house == null) {
            throw new AssertionError("no door is open");
        }
        return house;
    }

    RawTls connect() throws IOException {
        if (house == null || portal == null) {
            throw new AssertionError("no door is open");
        }
        return new RawTls(house, null, portal.port());
    }

    static String head(String path, String more, long length) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n" + more + "Content-Length: " + length
                + "\r\n\r\n";
    }

    JsonObject post(String path, String more, String body) throws IOException {
        try (RawTls raw = connect()) {
            raw.write(head(path, "Connection: close\r\n" + more, body.length()) + body);
            return answer(raw);
        }
    }

    /** The body of the last answer on a connection. */
    static JsonObject answer(RawTls raw) throws IOException {
        String all = raw.readAll();
        assertTrue(all.startsWith("HTTP/1.1 200 "), all);
        return new JsonObject(all.substring(all.indexOf("\r\n\r\n") + 4));
    }

    static String login(String code) {
        return "username=" + code + "_BV&password=" + MD5;
    }

    /** Headers of a caller who has proved who he is. */
    String caller(String code) throws IOException {
        JsonObject answer = post(TOKEN, "", login(code));
        assertEquals("200", answer.getString("maKetQua"), answer.encode());
        JsonObject key = answer.getJsonObject("APIKey");
        return "accessToken: " + key.getString("access_token") + "\r\ntokenId: " + key.getString("id_token")
                + "\r\npasswordHash: " + MD5 + "\r\n";
    }

    static String form(String code, String content) {
        return "username=" + code + "_BV&loaiHoSo=0&maTinh=01&maCSKCB=" + code + "&fileHSBase64="
                + Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    }
}
