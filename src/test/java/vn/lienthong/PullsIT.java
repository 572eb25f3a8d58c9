package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.cli.PartnerSftpServer;
import vn.lienthong.cli.PlanningApi;
import vn.lienthong.fetch.RogueSftp;

/** A whole gateway that fetches: from a partner's file or page to the store, and what its routes say meanwhile. */
class PullsIT {
    private static final String FEED = "health.checkins";
    private static final String FILES = "sftp-pull.police-01." + FEED;
    private static final String PAGES = "api-pull.planning-01." + FEED;
    private static final String TOKEN = "a-token-of-this-test";

    @TempDir
    Path dir = Path.of("");

    private final Vertx vertx = Vertx.vertx();
    private PullHome home;
    private Path there;

    @BeforeEach
    void open() throws IOException {
        home = new PullHome(dir.resolve("home"));
        there = Files.createDirectories(dir.resolve("there"));
        Files.writeString(
                Files.createFile(
                        home.dir.resolve("certs/api.token"),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                TOKEN + "\n");
    }

    @AfterEach
    void close() {
        Worker.await(vertx.close());
    }

    private static byte[] visits() throws IOException {
        return Files.readAllBytes(Path.of(System.getProperty("lienthong.root", "."))
                .resolve("routes/feeds/health.checkins/samples/good.xml"));
    }

    private PartnerSftpServer server(String... more) throws IOException {
        PartnerSftpServer server = PartnerSftpServer.start(there, home.sshKey());
        Files.writeString(home.dir.resolve("certs/partner.known_hosts"), server.knownHosts());
        home.partner("police-01", FEED, "sftp-pull", PullHome.sftp(server.port(), more));
        return server;
    }

    private PlanningApi api() throws IOException {
        PlanningApi api = Worker.await(PlanningApi.open(vertx, TOKEN));
        home.partner(
                "planning-01",
                FEED,
                "api-pull",
                PullHome.api(
                        api.port(),
                        "auth: {bearer: file:certs/api.token}",
                        "cursor: {parameter: after, header: X-Next-Cursor}"));
        return api;
    }

    private static boolean settled(JsonObject route) {
        return route.getValue("last_success") != null && route.getLong("waiting") == 0;
    }

    @Test
    void bringsAFileFromAPartnersServerIntoTheStoreAndMovesItThere() throws Exception {
        // Given
        Files.createDirectories(there.resolve("taken"));
        try (PartnerSftpServer server =
                server("files: \"*.xml\"", "ready: done-file", "after: move", "moveTo: /taken")) {
            server.lay("visits.xml", visits());
            server.lay("notes.txt", "not for us".getBytes(StandardCharsets.UTF_8));
            // When
            try (Gateway gateway = home.start()) {
                home.await(gateway, FILES, PullsIT::settled);
                // Then
                JsonObject route = home.route(gateway, FILES);
                assertEquals("ok", route.getString("state"));
                assertNotNull(route.getString("last_attempt"));
                assertFalse(gateway.positionsOfRecords(FEED).isEmpty());
            }
        }
        assertTrue(Files.exists(there.resolve("taken/visits.xml")));
        assertFalse(Files.exists(there.resolve("visits.xml")));
        assertFalse(Files.exists(there.resolve("visits.xml.done")));
        assertTrue(Files.exists(there.resolve("notes.txt")));
        assertEquals(List.of(), leftOvers());
    }

    @Test
    void bringsPageAfterPageOfAnApiIntoTheStore() throws Exception {
        // Given
        PlanningApi api = api();
        api.publish(new String(visits(), StandardCharsets.UTF_8));
        api.publish(new String(visits(), StandardCharsets.UTF_8).replace("NGUYỄN", "TRẦN"));
        // When
        try (Gateway gateway = home.start()) {
            home.await(gateway, PAGES, PullsIT::settled);
            // Then
            assertEquals("ok", home.route(gateway, PAGES).getString("state"));
            assertFalse(gateway.positionsOfRecords(FEED).isEmpty());
        }
        Worker.await(api.close());
    }

    @Test
    void showsAPartnerThatFailsAndRecoversByItself() throws Exception {
        // Given
        PlanningApi api = api();
        api.publish(new String(visits(), StandardCharsets.UTF_8));
        api.misbehave(request -> {
            var unused = request.response().setStatusCode(500).end("java.lang.NullPointerException");
        });
        try (Gateway gateway = home.start()) {
            JsonObject failing = home.await(gateway, PAGES, route -> "failing".equals(route.getString("state")));
            assertEquals("PARTNER_FAILED", failing.getString("code"));
            // When
            api.misbehave(null);
            home.order(gateway, PAGES, "poll");
            // Then
            JsonObject well = home.await(gateway, PAGES, PullsIT::settled);
            assertEquals("ok", well.getString("state"));
            assertEquals(null, well.getString("code"));
        }
        Worker.await(api.close());
    }

    @Test
    void goesNowhereWhileARouteIsPausedAlsoAfterARestart() throws Exception {
        // Given
        PlanningApi api = api();
        try (Gateway gateway = home.start()) {
            home.await(gateway, PAGES, route -> route.getValue("last_success") != null);
            // When
            home.order(gateway, PAGES, "pause");
            assertEquals("paused", home.route(gateway, PAGES).getString("state"));
        }
        api.publish(new String(visits(), StandardCharsets.UTF_8));
        try (Gateway gateway = home.start()) {
            // Then
            assertEquals("paused", home.route(gateway, PAGES).getString("state"));
            assertTrue(gateway.positionsOfRecords(FEED).isEmpty());
            home.order(gateway, PAGES, "resume");
            home.await(gateway, PAGES, route -> "ok".equals(route.getString("state")));
        }
        Worker.await(api.close());
    }

    @Test
    void makesOneDeliveryOfAFileThatIsKeptThere() throws Exception {
        // Given
        try (PartnerSftpServer server = server("ready: done-file")) {
            server.lay("visits.xml", visits());
            try (Gateway gateway = home.start()) {
                home.await(gateway, FILES, PullsIT::settled);
                // When
                server.lay("the-same-again.xml", visits());
                String before = home.route(gateway, FILES).getString("last_attempt");
                home.order(gateway, FILES, "poll");
                home.await(gateway, FILES, route -> !before.equals(route.getString("last_attempt")));
                // Then
                assertEquals(1, originals());
                assertEquals("ok", home.route(gateway, FILES).getString("state"));
            }
        }
        assertTrue(Files.exists(there.resolve("visits.xml")));
    }

    @Test
    void makesOneDeliveryOfEachOfTwoYoungFilesHoweverOftenTheyAreReadAgain() throws Exception {
        // Given
        try (PartnerSftpServer server = server("ready: done-file")) {
            server.lay("a.xml", visits());
            server.lay("b.xml", otherVisits());
            try (Gateway gateway = home.start()) {
                home.await(gateway, FILES, route -> settled(route) && originals() >= 2);
                // When
                visit(gateway, FILES, 3);
                // Then
                assertEquals(2, originals());
                assertEquals("ok", home.route(gateway, FILES).getString("state"));
            }
        }
    }

    @Test
    void makesNoDeliveryOfAKeptFileOfWhichOnlyTheTimeHasChanged() throws Exception {
        // Given
        try (PartnerSftpServer server = server("ready: done-file")) {
            server.lay("a.xml", visits());
            try (Gateway gateway = home.start()) {
                home.await(gateway, FILES, route -> settled(route) && originals() == 1);
                server.lay("b.xml", otherVisits());
                home.await(gateway, FILES, route -> settled(route) && originals() == 2);
                // When
                FileTime touched = FileTime.from(Instant.now().minusSeconds(3_600));
                Files.setLastModifiedTime(there.resolve("a.xml"), touched);
                visit(gateway, FILES, 2);
                // Then
                assertEquals(2, originals());
                assertEquals("ok", home.route(gateway, FILES).getString("state"));
            }
        }
    }

    @Test
    void makesNoDeliveryOfAnAnswerThatStaysAsItIsThoughOthersHaveSpokenSince() throws Exception {
        // Given
        PlanningApi api = api();
        api.misbehave(answer(visits()));
        try (PartnerSftpServer server = server("ready: done-file")) {
            home.partner(
                    "police-01",
                    FEED,
                    "sftp-pull, api-pull",
                    PullHome.sftp(server.port(), "ready: done-file")
                            + PullHome.api(api.port(), "auth: {bearer: file:certs/api.token}"));
            try (Gateway gateway = home.start()) {
                String answers = "api-pull.police-01." + FEED;
                home.await(gateway, answers, route -> settled(route) && originals() >= 1);
                long before = originals();
                // When
                server.lay("correction.xml", otherVisits());
                home.await(gateway, FILES, route -> settled(route) && originals() == before + 1);
                visit(gateway, answers, 2);
                // Then
                assertEquals(before + 1, originals());
            }
        }
        Worker.await(api.close());
    }

    @Test
    void makesOneDeliveryOfEachQuestionToAnApiWhoseCursorsGoInACircle() throws Exception {
        // Given
        PlanningApi api = api();
        Handler<HttpServerRequest> one = answer(visits(), "a");
        Handler<HttpServerRequest> other = answer(otherVisits(), "b");
        api.misbehave(request -> ("a".equals(request.getParam("after")) ? other : one).handle(request));
        try (Gateway gateway = home.start()) {
            home.await(gateway, PAGES, route -> settled(route) && originals() == 3);
            // When
            visit(gateway, PAGES, 3);
            // Then
            assertEquals(3, originals());
            assertEquals("ok", home.route(gateway, PAGES).getString("state"));
        }
        Worker.await(api.close());
    }

    private static Handler<HttpServerRequest> answer(byte[] body, String... next) {
        return request -> {
            for (String cursor : next) {
                request.response().putHeader(PlanningApi.CURSOR_HEADER, cursor);
            }
            var unused = request.response().end(Buffer.buffer(body));
        };
    }

    /** Sees so many visits begin and end. */
    private void visit(Gateway gateway, String id, int times) {
        for (int visit = 0; visit < times; visit++) {
            String before = home.route(gateway, id).getString("last_attempt");
            home.order(gateway, id, "poll");
            home.await(gateway, id, route -> !before.equals(route.getString("last_attempt")));
        }
    }

    @Test
    void takesAYoungFileAgainWhenOnlyItsBytesHaveChanged() throws Exception {
        // Given
        try (PartnerSftpServer server = server("ready: done-file")) {
            server.lay("a.xml", visits());
            FileTime written = Files.getLastModifiedTime(there.resolve("a.xml"));
            try (Gateway gateway = home.start()) {
                home.await(gateway, FILES, PullsIT::settled);
                // When
                Path other = Files.write(dir.resolve("other.xml"), otherVisits());
                Files.setLastModifiedTime(other, written);
                var unused = Files.move(other, there.resolve("a.xml"), StandardCopyOption.REPLACE_EXISTING);
                // Then
                home.await(gateway, FILES, route -> originals() == 2);
            }
        }
    }

    /** As many bytes, but others. */
    private static byte[] otherVisits() throws IOException {
        return new String(visits(), StandardCharsets.UTF_8)
                .replace("NGUYỄN", "NGUYỂN")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void takesTheGoodFileOfAHostileFolderAndEscapesNothing() throws Exception {
        // Given
        Files.write(there.resolve("good.xml"), visits());
        RogueSftp rogue = new RogueSftp()
                .lists(
                        List.of("../../escape.xml", "/etc/passwd", "a\nb.xml", "good.xml"),
                        Files.size(there.resolve("good.xml")));
        Files.setLastModifiedTime(there.resolve("good.xml"), FileTime.from(RogueSftp.MODIFIED));
        try (PartnerSftpServer server = PartnerSftpServer.start(there, home.sshKey(), rogue)) {
            Files.writeString(home.dir.resolve("certs/partner.known_hosts"), server.knownHosts());
            home.partner("police-01", FEED, "sftp-pull", PullHome.sftp(server.port(), "after: delete"));
            // When
            try (Gateway gateway = home.start()) {
                JsonObject route = home.await(gateway, FILES, PullsIT::settled);
                // Then
                assertEquals("failing", route.getString("state"));
                assertEquals("NAME_REFUSED", route.getString("code"));
                assertFalse(gateway.positionsOfRecords(FEED).isEmpty());
                assertEquals(1, originals());
            }
        }
        assertFalse(Files.exists(there.resolve("good.xml")));
        assertFalse(Files.exists(dir.resolve("escape.xml")));
    }

    @Test
    void startsAndServesOthersWhileAHostIsDead() throws Exception {
        // Given
        Files.writeString(
                home.dir.resolve("certs/partner.known_hosts"), "192.0.2.1 " + Files.readString(home.sshKey()));
        home.partner("police-01", FEED, "sftp-pull", PullHome.sftp(22).replace("127.0.0.1", "192.0.2.1"));
        PlanningApi api = api();
        api.publish(new String(visits(), StandardCharsets.UTF_8));
        // When
        try (Gateway gateway = home.start()) {
            JsonObject well = home.await(gateway, PAGES, PullsIT::settled);
            // Then
            assertEquals("ok", well.getString("state"));
            home.await(gateway, FILES, route -> route.getString("code") != null);
            assertEquals("failing", home.route(gateway, FILES).getString("state"));
        }
        Worker.await(api.close());
    }

    @Test
    void showsARefusedAnswerOnItsRoute() throws Exception {
        // Given
        PlanningApi api = api();
        api.publish("{\"this\":\"is no XML\"}");
        // When
        try (Gateway gateway = home.start()) {
            JsonObject route = home.await(gateway, PAGES, r -> "failing".equals(r.getString("state")));
            // Then
            assertNotNull(route.getString("code"));
            assertTrue(gateway.positionsOfRecords(FEED).isEmpty());
        }
        Worker.await(api.close());
    }

    private long originals() {
        return FilesBelow.of(home.dir.resolve("data/originals")).stream()
                .filter(file -> file.toString().endsWith(".sealed"))
                .count();
    }

    private List<Path> leftOvers() throws IOException {
        try (var files = Files.list(home.dir.resolve("data/originals/drafts"))) {
            return files.toList();
        }
    }
}
