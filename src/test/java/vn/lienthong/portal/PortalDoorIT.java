package vn.lienthong.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vn.lienthong.http.RawTls;
import vn.lienthong.http.TlsServer;

/** What the portal door reads of whom, and when it says no. */
class PortalDoorIT extends OpenPortal {
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
}
