package vn.lienthong.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.lienthong.http.RawTls;

/** In which forms the portal door is called, and in which it answers. */
class PortalFormsIT extends OpenPortal {
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

    @Test
    void namesTheParameterThatIsWrongAndNothingElse() throws IOException {
        open();
        String caller = caller("01001");
        String form = form("01001", "a file");
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put(form.replace("username=01001_BV", "username=01002_BV"), ": username");
        wrong.put(form.replace("loaiHoSo=0", "loaiHoSo=130"), ": loaiHoSo");
        wrong.put(form.replace("maTinh=01", "maTinh=Hanoi"), ": maTinh");
        wrong.put(form.replace("maCSKCB=01001", "maCSKCB=1001"), ": maCSKCB");
        wrong.put(form + "&maTinh=02", ": maTinh");
        wrong.put(form.replace("maTinh=01", "maTinh=" + "1".repeat(FormFields.VALUE_BYTES_MAX + 1)), ": maTinh");
        wrong.put(form.substring(0, form.indexOf("&fileHSBase64")), ": fileHSBase64");
        wrong.put(form.replaceFirst("fileHSBase64=.*", "fileHSBase64="), ": fileHSBase64");
        wrong.put(form.replaceFirst("fileHSBase64=.*", "fileHSBase64=!"), ": fileHSBase64");
        wrong.put(form.replaceFirst("fileHSBase64=.*", "fileHSBase64=QUJ"), ": fileHSBase64");
        wrong.put(form + "&of-the-caller=1&of-the-caller=2", "");
        wrong.put(form + "&x=%", "");
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            JsonObject answer = post(CHECK_IN, caller, each.getKey());
            assertEquals("205", answer.getString("maKetQua"), each.getKey());
            assertEquals("Sai tham số" + each.getValue(), answer.getString("thongDiep"), each.getKey());
        }
        assertEquals(
                "Sai tham số: password",
                post(TOKEN, "", "username=a&password=b").getString("thongDiep"));
        assertEquals("Sai tham số: username", post(TOKEN, "", "password=" + MD5).getString("thongDiep"));
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
