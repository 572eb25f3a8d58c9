package vn.lienthong.intake;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.State;
import vn.lienthong.envelope.Sealer;
import vn.lienthong.http.Accept;
import vn.lienthong.http.Answers;
import vn.lienthong.http.Call;
import vn.lienthong.http.Calls;
import vn.lienthong.http.Problem;
import vn.lienthong.http.ProblemCode;
import vn.lienthong.http.Traffic;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.ListQuery;
import vn.lienthong.ledger.Ledger.SequencedViolation;
import vn.lienthong.ledger.Ledger.Status;
import vn.lienthong.ledger.Originals;

/** The calls of a sender: hand in a delivery, ask what became of it. Nobody sees a delivery of somebody else. */
public final class DeliveryCalls implements Calls.Offer {

    /** What the calls work with. */
    public record Collaborators(Ledger ledger, Originals originals, Sealer sealer, Reception reception) {}

    /**
     * Bounds of the sender's calls.
     *
     * @param uploadsMax at once; each takes one thread while it writes and at most 1.5 MiB of memory
     * @param paceWindowMs an upload that brings less than {@code paceBytesMin} in so long gives up its place
     * @param listMax deliveries in one answer
     * @param violationPage violations read from the ledger at once
     */
    public record Limits(
            int uploadsMax,
            int uploadsPerPartnerMax,
            long paceWindowMs,
            long paceBytesMin,
            int listMax,
            int violationPage) {

        public static final Limits DEFAULT = new Limits(24, 8, 30_000, 16 << 10, 1_000, 1_000);
    }

    private static final int LIST_DEFAULT = 100;
    private static final String SIGNATURE = "application/pkcs7-signature";
    private static final String NDJSON = "application/x-ndjson";

    private final Ledger ledger;
    private final DeliveryPost post;
    private final Limits limits;

    public DeliveryCalls(
            Vertx vertx, Map<String, Contract> contracts, Collaborators with, Limits limits, Traffic traffic) {
        this.ledger = with.ledger();
        this.limits = limits;
        this.post = new DeliveryPost(vertx, Map.copyOf(contracts), with, limits, traffic);
    }

    @Override
    public void addTo(Calls calls) {
        calls.on(HttpMethod.POST, "/v1/feeds/:feed/deliveries", "deliver", post::answer);
        calls.on(HttpMethod.GET, "/v1/deliveries", "list", this::list);
        calls.on(HttpMethod.GET, "/v1/deliveries/:id", "status", this::status);
        calls.on(HttpMethod.GET, "/v1/deliveries/:id/violations", "violations", this::violations);
        calls.on(HttpMethod.GET, "/v1/deliveries/:id/receipts/:type", "receipt", this::receipt);
    }

    /** Gives the threads back; the door is closed by then. */
    public Future<Void> close() {
        return post.close();
    }

    private Future<Void> status(Call call) {
        UUID id = call.idSegment("id");
        int waitS = Prefer.waitS(call.request().headers().getAll("Prefer"));
        return own(call, id)
                .compose(status -> waitS == 0 ? Future.succeededFuture(status) : await(call, status, waitS))
                .compose(status -> Answers.end(
                        call.response(),
                        200,
                        Answers.JSON,
                        DeliveryJson.status(status).toBuffer()));
    }

    /** The status as soon as the delivery has ended, or as it is when the time is over (RFC 7240). */
    private Future<Status> await(Call call, Status status, int waitS) {
        call.response().putHeader("Preference-Applied", "wait=" + waitS);
        if (status.state().isEnd() || status.state() == State.HELD) {
            return Future.succeededFuture(status);
        }
        UUID id = status.head().id();
        return ledger.awaitSettled(id, TimeUnit.SECONDS.toMillis(waitS))
                .compose(settled -> ledger.status(id))
                .map(found -> found.orElse(status));
    }

    /** The caller's own delivery; anybody else's does not exist. */
    private Future<Status> own(Call call, UUID id) {
        return ledger.status(id).compose(found -> found.filter(status ->
                        status.head().lane().partner().equals(call.caller().id()))
                .map(Future::succeededFuture)
                .orElseGet(() ->
                        Future.failedFuture(Problem.of(ProblemCode.NOT_FOUND).failure())));
    }

    private Future<Void> list(Call call) {
        Optional<String> feed = call.parameter("feed");
        Optional<State> state = call.parameter("state").map(DeliveryCalls::state);
        Optional<String> since = call.parameter("since");
        int limit = call.parameter("limit", LIST_DEFAULT, 1, limits.listMax());
        ListQuery query = new ListQuery(
                call.caller().id(),
                feed.orElse(null),
                state.orElse(null),
                since.map(DeliveryCalls::instant).orElse(null),
                call.idParameter("after").orElse(null),
                limit);
        return ledger.list(query).compose(page -> {
            JsonArray body = new JsonArray();
            page.forEach(status -> body.add(DeliveryJson.status(status)));
            if (page.size() == limit) {
                StringBuilder next = new StringBuilder("</v1/deliveries?after=")
                        .append(page.get(limit - 1).head().id())
                        .append("&limit=")
                        .append(limit);
                feed.ifPresent(f -> next.append("&feed=").append(encoded(f)));
                state.ifPresent(s -> next.append("&state=").append(s.wire()));
                since.ifPresent(s -> next.append("&since=").append(encoded(s)));
                call.response().putHeader("Link", next.append(">; rel=\"next\"").toString());
            }
            return Answers.end(call.response(), 200, Answers.JSON, body.toBuffer());
        });
    }

    private static State state(String word) {
        try {
            return State.ofWire(word);
        } catch (IllegalArgumentException e) {
            throw Call.invalid();
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Call.invalid();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Future<Void> receipt(Call call) {
        UUID id = call.idSegment("id");
        String word = call.segment("type");
        if (!word.equals("custody") && !word.equals("outcome")) {
            throw Problem.of(ProblemCode.NOT_FOUND).failure();
        }
        String type = Accept.choose(call.request().headers().getAll("Accept"), List.of(Answers.JSON, SIGNATURE))
                .orElseThrow(Problem.of(ProblemCode.NOT_ACCEPTABLE)::failure);
        return own(call, id)
                .compose(own -> ledger.receipt(id, Receipt.Type.valueOf(word.toUpperCase(Locale.ROOT))))
                .compose(found -> {
                    Receipt receipt = found.orElseThrow(Problem.of(ProblemCode.NOT_FOUND)::failure);
                    byte[] bytes = type.equals(SIGNATURE) ? receipt.signature() : receipt.body();
                    call.response().putHeader("Vary", "Accept");
                    return Answers.end(call.response(), 200, type, Buffer.buffer(bytes));
                });
    }

    private Future<Void> violations(Call call) {
        UUID id = call.idSegment("id");
        return own(call, id)
                .compose(own -> ledger.violations(id, 0, limits.violationPage()))
                .compose(first -> {
                    HttpServerResponse response = Answers.head(call.response(), 200, NDJSON);
                    if (first.size() < limits.violationPage()) {
                        return response.end(lines(first));
                    }
                    response.setChunked(true);
                    return stream(response, id, first);
                });
    }

    /** Page after page at the reader's pace: the next one is read when this one has gone out. */
    private Future<Void> stream(HttpServerResponse response, UUID id, List<SequencedViolation> page) {
        if (page.size() < limits.violationPage()) {
            return response.end(lines(page));
        }
        long last = page.get(page.size() - 1).seq();
        return response.write(lines(page))
                .compose(written -> ledger.violations(id, last, limits.violationPage()))
                .compose(next -> stream(response, id, next));
    }

    private static Buffer lines(List<SequencedViolation> page) {
        Buffer lines = Buffer.buffer();
        for (SequencedViolation each : page) {
            lines.appendBuffer(DeliveryJson.violation(each.violation()).toBuffer())
                    .appendByte((byte) '\n');
        }
        return lines;
    }
}
