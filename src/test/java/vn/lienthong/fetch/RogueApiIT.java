package vn.lienthong.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import vn.lienthong.cli.PlanningApi;
import vn.lienthong.contract.ApiPull;

/** Fetching from an API that misbehaves: nothing of it becomes a delivery, and it ends. */
class RogueApiIT extends ApiPartner {
    @Test
    void namesWhatTheServerAnswersInPlaceOfData() {
        Map<Integer, FetchCode> codes = Map.of(
                500, FetchCode.PARTNER_FAILED,
                404, FetchCode.REQUEST_REFUSED,
                403, FetchCode.LOGIN_REFUSED,
                206, FetchCode.PROTOCOL_BROKEN);
        codes.forEach((status, code) -> {
            answersWithStatus(status);
            assertEquals(code, failure(source(null, null)).code());
        });
    }

    @Test
    void followsNoRedirect() {
        answers(response -> {
            var unused = response.setStatusCode(302)
                    .putHeader("Location", "http://127.0.0.1:" + api.port() + "/admin")
                    .end();
        });
        assertEquals(FetchCode.REDIRECTED, failure(source(null, null)).code());
        assertEquals(List.of(PlanningApi.PATH), asked);
    }

    @Test
    void staysAwayAsLongAsItIsAsked() {
        answers(response -> {
            var unused =
                    response.setStatusCode(429).putHeader("Retry-After", "7").end();
        });
        FetchFailed failed = failure(source(null, null));
        assertEquals(FetchCode.RATE_LIMITED, failed.code());
        assertEquals(Duration.ofSeconds(7), failed.retryAfter());
        answers(response -> {
            var unused = response.setStatusCode(503)
                    .putHeader("Retry-After", "999999999")
                    .end();
        });
        assertEquals(Duration.ofHours(1), failure(source(null, null)).retryAfter());
    }

    @Test
    void takesNoBodyThatIsCut() {
        answers(response -> {
            response.putHeader("Content-Length", "1000");
            var unused = response.write("{\"half\":");
            vertx.setTimer(50, timer -> response.reset());
        });
        FetchFailed failed = failure(source(null, null));
        assertEquals(FetchCode.CUT_SHORT, failed.code());
    }

    @Test
    void takesNoChunkedBodyThatIsCut() {
        answers(response -> {
            response.setChunked(true);
            var unused = response.write("{\"half\":");
            vertx.setTimer(50, timer -> response.reset());
        });
        assertEquals(FetchCode.CUT_SHORT, failure(source(null, null)).code());
    }

    @Test
    void endsABodyThatHasNoEnd() {
        // Given
        AtomicInteger sent = new AtomicInteger();
        answers(response -> {
            response.setChunked(true);
            pour(response, Buffer.buffer(new byte[64 << 10]), sent);
        });
        // When
        FetchFailed failed = failure(source(null, null));
        // Then
        assertEquals(FetchCode.TOO_LARGE, failed.code());
    }

    private static void pour(HttpServerResponse response, Buffer piece, AtomicInteger sent) {
        sent.incrementAndGet();
        var unused = response.write(piece).onSuccess(v -> pour(response, piece, sent));
    }

    @Test
    void refusesABodyThatAnnouncesTooMuch() {
        answers(response -> {
            response.putHeader("Content-Length", "2147483648");
            var unused = response.write("x");
        });
        assertEquals(FetchCode.TOO_LARGE, failure(source(null, null)).code());
    }

    @Test
    void waitsOnlySoLongForAnAnswerThatNeverComes() {
        answers((Handler<HttpServerResponse>) response -> {});
        assertEquals(FetchCode.TOO_SLOW, failure(impatientSource()).code());
    }

    @Test
    void waitsOnlySoLongForABodyThatStops() {
        answers(response -> {
            response.setChunked(true);
            var unused = response.write("{");
        });
        assertEquals(FetchCode.TOO_SLOW, failure(impatientSource()).code());
    }

    @Test
    void endsABodyThatDrips() {
        answers(response -> {
            response.setChunked(true);
            vertx.setPeriodic(100, timer -> {
                var unused = response.write("x");
            });
        });
        assertEquals(FetchCode.TOO_SLOW, failure(impatientSource()).code());
    }

    @Test
    void takesNoCompressedBody() {
        answers(response -> {
            var unused = response.putHeader("Content-Encoding", "gzip").end("bomb");
        });
        assertEquals(FetchCode.PROTOCOL_BROKEN, failure(source(null, null)).code());
    }

    @Test
    void believesNoVerdictThatStandsThereTwiceOrIsNoJson() {
        List<String> bodies = List.of(
                "{\"Status\":\"200\",\"Status\":\"500\"}",
                "{\"Status\":\"200\"",
                "{\"Status\":\"200\"} {\"Status\":\"500\"}",
                "<html>200</html>",
                "{\"Data\":" + "[".repeat(BodyGlance.DEPTH_MAX + 1),
                "{\"Status\":\"" + "2".repeat(BodyGlance.VALUE_CHARS_MAX + 1) + "\"}",
                " ");
        for (String body : bodies) {
            answers(body);
            assertEquals(FetchCode.ANSWER_UNREADABLE, failure(source(null, OK)).code(), body);
        }
    }

    @Test
    void takesNoCursorThatCannotBeKept() {
        ApiPull.Cursor byPath = new ApiPull.Cursor("after", List.of("next"), null);
        for (String cursor : List.of("a\\u0000b", "a\\nb", "a\\u0085b", "\\ud800", "\\udc00\\ud800")) {
            answers("{\"next\":\"" + cursor + "\"}");
            assertEquals(
                    FetchCode.ANSWER_UNREADABLE, failure(source(byPath, null)).code(), cursor);
        }
    }

    @Test
    void hasHeardNothingUntilAnAnswerIsTakenWhole() throws IOException {
        answers("{}");
        try (Visit visit = source(null, null).visit(new Remembered())) {
            Find find = Objects.requireNonNull(visit.next());
            assertFalse(visit.heard());
            assertFalse(visit.goesOnAfterFailure());
            find.readTo((piece, at, length) -> {}, BYTES_MAX);
            find.release();
            assertTrue(visit.heard());
        }
    }

    @Test
    void leavesAnApiThatAlwaysNamesANextPageForTheNextVisit() throws IOException {
        AtomicInteger page = new AtomicInteger();
        answers(response -> {
            var unused = response.putHeader(PlanningApi.CURSOR_HEADER, "c" + page.incrementAndGet())
                    .end("{}");
        });
        assertEquals(ApiVisit.PAGES_MAX, fetch(source(BY_HEADER, null)).bodies().size());
    }

    @Test
    void doesNotAskForTheNextPageBeforeThisOneIsInCustody() throws IOException {
        // Given
        api.publish("{}");
        api.publish("{}");
        // When
        try (Visit visit = source(BY_HEADER, null).visit(new Remembered())) {
            Find find = Objects.requireNonNull(visit.next());
            find.readTo((piece, at, length) -> {}, BYTES_MAX);
            assertNotNull(find.cursor());
            // Then
            assertNull(visit.next());
        }
    }

    @Test
    void recoversAtTheNextVisit() throws IOException {
        api.publish("{}");
        answersWithStatus(500);
        ApiSource source = source(BY_HEADER, null);
        assertEquals(FetchCode.PARTNER_FAILED, failure(source).code());
        api.misbehave((Handler<HttpServerRequest>) null);
        assertEquals(List.of("{}"), fetch(source).bodies());
    }
}
