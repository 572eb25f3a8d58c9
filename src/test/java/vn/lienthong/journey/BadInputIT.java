package vn.lienthong.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.cli.SyntheticPayroll;

/** Every kind of bad input at the door gets the answer of the published interface, and not one row gets through. */
class BadInputIT {
    @TempDir
    private static Path home = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private static GatewayProcess gateway;

    private static Path csv = Path.of("");

    @BeforeAll
    static void start() throws IOException {
        gateway = GatewayProcess.start(home);
        csv = RoadIT.payroll(home, new SyntheticPayroll.Spec("2026-09", 5, 9, 0));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static JsonObject outcome(byte[] content) throws IOException {
        Path file = Files.write(home.resolve("content"), content);
        return outcome(gateway.sealWithOpenssl("tax-01", file));
    }

    private static JsonObject outcome(Path sealed) {
        GatewayProcess.Answer custody = gateway.push("tax-01", "tax.payroll", sealed);
        assertEquals(202, custody.status(), custody.body());
        return gateway.settled("tax-01", custody.json().getString("delivery"));
    }

    private static void assertRefused(String code, JsonObject status) {
        assertEquals("refused", status.getString("state"), status::encode);
        String refusal = status.getJsonObject("refusal").getString("code");
        assertTrue(refusal.startsWith(code), "refused with " + refusal + " instead of " + code);
        assertEquals(0, status.getJsonObject("counts").getLong("stored"));
        assertTrue(status.getBoolean("balanced"));
    }

    private static String text() throws IOException {
        return Files.readString(csv);
    }

    @Test
    void refusesWhatComesWithoutOrWithAStrangersCertificate() throws IOException {
        // Given
        gateway.shell()
                .sh("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=stranger"
                        + " -keyout stranger.key -out stranger.crt 2>/dev/null");

        // When
        GatewayProcess.Answer none = gateway.ask("", "", "/v1/feeds");
        Shell.Ended stranger = gateway.shell()
                .run(List.of(
                        "sh",
                        "-c",
                        "curl -sS --cacert certs/dev/ca.crt --cert stranger.crt --key stranger.key '"
                                + gateway.url("/v1/feeds") + "'"));

        // Then
        assertEquals(401, none.status());
        assertEquals("unauthenticated", none.json().getString("code"));
        assertTrue(stranger.exitCode() != 0, "the handshake must fail: " + stranger.out());
    }

    @Test
    void refusesUnknownFeedsAndFeedsOfOthers() throws IOException {
        Path sealed = gateway.sealWithOpenssl("tax-01", csv);
        assertEquals(404, gateway.push("tax-01", "no.such.feed", sealed).status());
        int others = gateway.push("police-01", "tax.payroll", sealed).status();
        assertTrue(others == 403 || others == 404, "" + others);
    }

    @Test
    void refusesMissingWrongAndMalformedDigestsAndAnEmptyBody() throws IOException {
        Path sealed = gateway.sealWithOpenssl("tax-01", csv);
        String path = "/v1/feeds/tax.payroll/deliveries";
        String body = " --data-binary @" + sealed;
        String empty = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";

        assertEquals(
                "digest-required",
                gateway.ask("partners/tax-01", body, path).json().getString("code"));
        assertEquals(
                "digest-mismatch",
                gateway.ask("partners/tax-01", "-H 'Repr-Digest: " + empty + "'" + body, path)
                        .json()
                        .getString("code"));
        assertEquals(
                "payload-empty",
                gateway.ask("partners/tax-01", "-X POST -H 'Content-Length: 0' -H 'Repr-Digest: " + empty + "'", path)
                        .json()
                        .getString("code"));
    }

    @Test
    void halfAnUploadLeavesNoDelivery() throws IOException {
        // Given
        Path large = RoadIT.payroll(home, new SyntheticPayroll.Spec("2026-10", 50_000, 10, 0));
        Path sealed = gateway.sealWithOpenssl("tax-01", large);
        String digest = gateway.shell()
                .sh("openssl dgst -sha256 -binary " + sealed + " | base64")
                .strip();

        // When
        Shell.Ended cut = gateway.shell()
                .run(List.of(
                        "sh",
                        "-c",
                        "head -c 1000000 " + sealed + " | " + gateway.curl("partners/tax-01")
                                + "-H 'Repr-Digest: sha-256=:" + digest + ":' -H 'Content-Length: "
                                + Files.size(sealed) + "' -H 'Expect:' --max-time 3 -T - -X POST '"
                                + gateway.url("/v1/feeds/tax.payroll/deliveries") + "'"));

        // Then
        assertTrue(cut.exitCode() != 0 || !cut.out().contains("\"delivery\""), cut.out());
        String listed = gateway.ask("partners/tax-01", "", "/v1/deliveries?feed=tax.payroll")
                .body();
        assertTrue(!listed.contains(digest), "half an upload must not be a delivery");
    }

    @Test
    void refusesContentThatDoesNotHaveTheContractsShape() throws IOException {
        assertRefused("SHAPE_INVALID", outcome(new byte[0]));
        assertRefused(
                "SHAPE_INVALID",
                outcome(text().replaceFirst("ky_luong,mst_don_vi", "mst_don_vi,ky_luong")
                        .getBytes(StandardCharsets.UTF_8)));
        assertRefused("SHAPE_INVALID", outcome(text().getBytes(StandardCharsets.UTF_16)));
        byte[] broken = text().getBytes(StandardCharsets.UTF_8);
        broken[broken.length - 40] = (byte) 0xC3;
        broken[broken.length - 39] = (byte) 0x28;
        assertRefused("ENCODING_INVALID", outcome(broken));
    }

    @Test
    void aHeaderAloneIsStoredWithNoRecord() throws IOException {
        JsonObject status = outcome((text().lines().findFirst().orElseThrow() + "\n").getBytes(StandardCharsets.UTF_8));
        assertEquals("stored", status.getString("state"));
        assertEquals(0, status.getJsonObject("counts").getLong("received"));
    }

    @Test
    void aNulAndARaggedRowRejectOnlyTheirRecords() throws IOException {
        // Given
        List<String> lines = new ArrayList<>(text().lines().toList());
        lines.set(2, lines.get(2).replaceFirst(",", ",\u0000"));
        lines.set(4, lines.get(4) + ",more");

        // When
        JsonObject status = outcome((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8));

        // Then
        assertEquals("partly-stored", status.getString("state"), status::encode);
        assertEquals(2, status.getJsonObject("counts").getLong("rejected"));
        assertEquals(5, status.getJsonObject("counts").getLong("received"));
        Shell.Ended replay = gateway.run("replay", status.getString("delivery"));
        assertEquals(0, replay.exitCode(), replay::out);
        assertEquals("partly-stored", new JsonObject(replay.out()).getString("state"));
    }

    @Test
    void aFlippedBitAnywhereIsAnEnvelopeRefusal() throws IOException {
        byte[] sealed = Files.readAllBytes(gateway.sealWithOpenssl("tax-01", csv));
        for (int place : new int[] {0, 1, 20, 90, 300, sealed.length / 2, sealed.length - 30, sealed.length - 1}) {
            byte[] flipped = sealed.clone();
            flipped[place] ^= 1;
            Path file = Files.write(home.resolve("flipped-" + place), flipped);
            assertRefused("ENVELOPE_", outcome(file));
        }
    }

    @Test
    void aFlippedEnvelopeIsNeverReadAsThePlainPayloadThatItsFeedWouldTake() throws IOException {
        Path xml = Path.of("routes/feeds/health.checkins/samples/good.xml").toAbsolutePath();
        byte[] sealed = Files.readAllBytes(gateway.sealWithOpenssl("hospital-01999", xml));
        for (int place : new int[] {0, 1, 2, 6, 12, sealed.length / 2}) {
            byte[] flipped = sealed.clone();
            flipped[place] ^= 1;
            Path file = Files.write(home.resolve("flipped-checkin-" + place), flipped);
            GatewayProcess.Answer custody = gateway.push("hospital-01999", "health.checkins", file);
            assertEquals(202, custody.status(), custody.body());
            assertRefused(
                    "ENVELOPE_",
                    gateway.settled("hospital-01999", custody.json().getString("delivery")));
        }
    }

    @Test
    void aPlainPayloadWhereAnEnvelopeIsRequiredIsRefusedAndKeptAsCiphertext() {
        // When
        JsonObject status = outcome(csv);

        // Then
        assertRefused("ENVELOPE_", status);
        assertEquals(
                "",
                gateway.shell()
                        .run(List.of("grep", "-rl", "ky_luong", "data/originals"))
                        .out());
    }

    @Test
    void opensslsDefaultKeyTransportIsForbiddenAndTheHintSaysWhatToType() throws IOException {
        // Given
        Path sealed = home.resolve("pkcs1.p7m");
        gateway.shell()
                .sh(
                        "openssl cms -sign -nodetach -binary -outform DER -md sha256 -signer certs/dev/partners/tax-01/signer.crt"
                                + " -inkey certs/dev/partners/tax-01/signer.key -in " + csv
                                + " | openssl cms -encrypt -binary"
                                + " -aes-256-gcm -outform DER -recip certs/dev/gateway/envelope-rsa.crt -out "
                                + sealed);

        // When
        JsonObject status = outcome(sealed);

        // Then
        assertRefused("ENVELOPE_FORBIDDEN", status);
        assertTrue(status.getJsonObject("refusal").getString("hint_en").contains("rsa_padding_mode:oaep"));
    }

    @Test
    void aSignerOfAnotherPartnerAndNoSignerAtAllAreRefused() throws IOException {
        assertRefused("SIGNER_MISMATCH", outcome(gateway.sealWithOpenssl("police-01", csv)));
        Path unsigned = home.resolve("unsigned.p7m");
        gateway.shell()
                .sh("openssl cms -encrypt -stream -binary -aes-256-gcm -outform DER -recip"
                        + " certs/dev/gateway/envelope-rsa.crt -keyopt rsa_padding_mode:oaep"
                        + " -keyopt rsa_oaep_md:sha256 -in " + csv + " -out " + unsigned);
        assertRefused("SIGNATURE_MISSING", outcome(unsigned));
    }

    @Test
    void xmlWithADtdIsUnsafe() throws IOException {
        // Given
        String good = Files.readString(Path.of("routes/feeds/health.checkins/samples/good.xml"));
        String declaration = good.substring(0, good.indexOf("?>") + 2);
        String bad = declaration + "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
                + good.substring(declaration.length());
        Path xml = Files.writeString(home.resolve("dtd.xml"), bad);

        // When
        GatewayProcess.Answer custody = gateway.push("hospital-01999", "health.checkins", xml);

        // Then
        assertEquals(202, custody.status(), custody.body());
        assertRefused(
                "XML_UNSAFE", gateway.settled("hospital-01999", custody.json().getString("delivery")));
    }
}
