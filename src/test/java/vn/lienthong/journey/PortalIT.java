package vn.lienthong.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.portal.PortalPassword;

/** A hospital's client of the insurer's portal, played by curl, at our portal door. */
class PortalIT {
    private static final String PASSWORD = "Mat-khau-thu-nghiem";
    private static final String CHECK_IN = "/api/qd130/checkInKcbQd4750";

    @TempDir
    private static Path home = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        Path partners = Files.createDirectories(home.resolve("partners"));
        try (Stream<Path> files = Files.list(Path.of("gateway/partners"))) {
            for (Path file : files.toList()) {
                Files.copy(file, partners.resolve(file.getFileName()));
            }
        }
        Path hospital = partners.resolve("hospital-01999.yaml");
        String account = "  portal:\n    - {user: 01999_BV, password: '" + PortalPassword.forPartnerFile(PASSWORD)
                + "', addresses: [127.0.0.1], facilities: ['01999']}\n"
                + "    - {user: 01999_XA, password: '" + PortalPassword.forPartnerFile(PASSWORD)
                + "', addresses: [198.51.100.0/24], facilities: ['01999']}\n";
        Files.writeString(
                hospital,
                Files.readString(hospital)
                        .replace("  signers:\n", account + "  signers:\n")
                        .replaceFirst("(health.checkins:\\s+doors: )\\[[^]]*]", "$1[https, portal]"));
        gateway = GatewayProcess.startWith(home, "portal: {enabled: true, port: 0}\n");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static JsonObject post(String path, String headers, String body) throws IOException {
        Path file = Files.writeString(Files.createTempFile(home, "form", ".txt"), body);
        return new JsonObject(gateway.shell()
                .sh(gateway.curl("") + headers + " --data @" + file + " https://localhost:" + gateway.port("portal")
                        + path));
    }

    private static JsonObject token(String user, String password) throws IOException {
        return post("/api/token/take", "", "username=" + user + "&password=" + PortalPassword.onTheWire(password));
    }

    private static String headers() throws IOException {
        JsonObject key = token("01999_BV", PASSWORD).getJsonObject("APIKey");
        assertEquals("Bearer", key.getString("token_type"));
        assertNotNull(key.getInstant("expires_in"));
        return "-H 'accessToken: " + key.getString("access_token") + "' -H 'tokenId: " + key.getString("id_token")
                + "' -H 'passwordHash: " + PortalPassword.onTheWire(PASSWORD) + "'";
    }

    private static String form(String facility, String xml) {
        String base64 = Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
        return "username=01999_BV&loaiHoSo=0&maTinh=01&maCSKCB=" + facility + "&fileHSBase64="
                + base64.replace("+", "%2B");
    }

    private static String checkin(String visit) throws IOException {
        return Files.readString(Path.of("routes/feeds/health.checkins/samples/good.xml"))
                .replaceFirst("<MA_LK>[^<]*</MA_LK>", "<MA_LK>" + visit + "</MA_LK>");
    }

    @Test
    void takesAFileOnceHoweverOftenItIsSentAndStoresItsRecord() throws IOException {
        String headers = headers();
        JsonObject first = post(CHECK_IN, headers, form("01999", checkin("PORTAL-1")));
        JsonObject again = post(CHECK_IN, headers, form("01999", checkin("PORTAL-1")));

        assertEquals("200", first.getString("maKetQua"), first.encode());
        assertTrue(first.getString("thoiGianTiepNhan").matches("[0-9]{14}"));
        assertEquals("", first.getString("thongDiep"));
        assertEquals(first, again);
        JsonObject status = gateway.settled("hospital-01999", first.getString("maGiaoDich"));
        assertEquals("portal", status.getString("door"));
        assertTrue(status.getJsonObject("counts").getLong("stored") > 0, status.encode());
        assertEquals(0, status.getJsonObject("counts").getLong("rejected"));
    }

    /** As programs send that hand their HTTP library a list of fields, however large: in parts. */
    @Test
    void takesFormsInParts() throws IOException {
        // Given
        String key = gateway.shell()
                .sh(gateway.curl("") + " -F username=01999_BV -F password=" + PortalPassword.onTheWire(PASSWORD)
                        + " https://localhost:" + gateway.port("portal") + "/api/token/take");
        assertEquals("200", new JsonObject(key).getString("maKetQua"), key);
        String xml = checkin("PORTAL-PARTS");
        Path base64 = Files.write(
                home.resolve("parts.txt"), Base64.getMimeEncoder().encode(xml.getBytes(StandardCharsets.UTF_8)));

        // When
        String fields = " -F username=01999_BV -F loaiHoSo=0 -F maTinh=01 -F maCSKCB=01999 -F 'fileHSBase64=";
        String to = "' https://localhost:" + gateway.port("portal") + CHECK_IN;
        JsonObject asField =
                new JsonObject(gateway.shell().sh(gateway.curl("") + headers() + fields + "<" + base64 + to));
        JsonObject asFile =
                new JsonObject(gateway.shell().sh(gateway.curl("") + headers() + fields + "@" + base64 + to));

        // Then it is one delivery, whatever the form around it
        assertEquals("200", asField.getString("maKetQua"), asField.encode());
        assertEquals(asField, asFile);
        assertEquals(asField, post(CHECK_IN, headers(), form("01999", xml)));
        JsonObject status = gateway.settled("hospital-01999", asField.getString("maGiaoDich"));
        assertEquals(0, status.getJsonObject("counts").getLong("rejected"));
    }

    @Test
    void answersAWrongPasswordAForeignTokenAndAForeignAddressWith401() throws IOException {
        assertEquals("401", token("01999_BV", "wrong").getString("maKetQua"));
        assertEquals("401", token("nobody", PASSWORD).getString("maKetQua"));
        assertEquals("401", token("01999_XA", PASSWORD).getString("maKetQua"), "not from this address");
        JsonObject refused = post(
                CHECK_IN,
                "-H 'accessToken: x' -H 'tokenId: y' -H 'passwordHash: " + PortalPassword.onTheWire(PASSWORD) + "'",
                form("01999", checkin("PORTAL-2")));
        assertEquals("401", refused.getString("maKetQua"));
        assertNull(refused.getString("maGiaoDich"));
        assertEquals(
                "401", post(CHECK_IN, "", form("01999", checkin("PORTAL-2"))).getString("maKetQua"));
    }

    @Test
    void answersAnotherFacilityWith403AndABrokenFormWith205() throws IOException {
        String headers = headers();
        assertEquals(
                "403",
                post(CHECK_IN, headers, form("01998", checkin("PORTAL-3"))).getString("maKetQua"));
        for (String body : new String[] {
            "username=01999_BV&loaiHoSo=0&maTinh=01&maCSKCB=01999",
            "username=01999_BV&loaiHoSo=0&maTinh=01&maCSKCB=01999&fileHSBase64=",
            "username=01999_BV&loaiHoSo=0&maTinh=01&maCSKCB=01999&fileHSBase64=QUJ",
            form("01999", checkin("PORTAL-3")).replace("loaiHoSo=0", "loaiHoSo=130"),
            form("01999", checkin("PORTAL-3")).replace("01999_BV", "01999_XA"),
            form("1999", checkin("PORTAL-3")),
            "%%%"
        }) {
            assertEquals("205", post(CHECK_IN, headers, body).getString("maKetQua"), body.substring(0, 3));
        }
        assertEquals(
                "205",
                post(CHECK_IN, headers + " -H 'Content-Type: application/json'", "{}")
                        .getString("maKetQua"));
    }

    @Test
    void saysWhereItListens() throws IOException {
        assertTrue(gateway.log().contains(", portal " + gateway.port("portal") + ", management "), gateway.log());
    }

    @Test
    void warnsOfASignerWhoseKeyIsTooWeak() throws IOException {
        // Given
        String certificate = gateway.shell()
                .sh("openssl req -x509 -newkey rsa:1024 -nodes -subj /CN=weak -days 30 -keyout " + home
                        + "/weak.key -out " + home + "/weak.crt 2>&1");
        Path partner = Files.writeString(
                home.resolve("partners/weak-signer.yaml"),
                "partner: weak-signer\nname: Weak signer\nidentity: {signers: [{file: weak.crt}]}\n");

        // When
        Shell.Ended check = gateway.run("check");
        Files.delete(partner);

        // Then it is told, once, and is no error
        assertTrue(check.out().contains("partners/weak-signer.yaml:1: warning: "), certificate + check.out());
        assertTrue(check.out().contains("weak.crt: this key is too weak"), check.out());
        assertEquals(1, check.out().split("too weak", -1).length - 1, check.out());
        assertFalse(check.out().contains("weak-signer.yaml:1: error"), check.out());
    }

    @Test
    void tellsNothingOfItsAccountsInItsLog() throws IOException {
        String headers = headers();
        JsonObject ignored = post(CHECK_IN, headers, form("01999", checkin("PORTAL-4")));
        assertNotNull(ignored);
        String log = gateway.log();
        assertFalse(log.contains(PortalPassword.onTheWire(PASSWORD)));
        assertFalse(log.contains(PASSWORD));
        assertFalse(log.contains("PORTAL-4"));
    }
}
