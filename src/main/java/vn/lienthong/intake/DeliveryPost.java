package vn.lienthong.intake;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Door;
import vn.lienthong.http.Answers;
import vn.lienthong.http.Call;
import vn.lienthong.http.Problem;
import vn.lienthong.http.ProblemCode;
import vn.lienthong.http.Traffic;
import vn.lienthong.ledger.Ledger.Custody;
import vn.lienthong.ledger.Ledger.NewDelivery;

/**
 * {@code POST /v1/feeds/{feed}/deliveries}: head checked, body streamed to a landing, digest compared, custody taken,
 * and only then answered. Who goes away in the middle leaves nothing behind.
 */
final class DeliveryPost {

    private static final int CREATED_LATER = 202;
    private static final int KNOWN = 200;

    private final Vertx vertx;
    private final Map<String, Contract> contracts;
    private final DeliveryCalls.Collaborators with;
    private final DeliveryCalls.Limits limits;
    private final Traffic traffic;
    private final InFlight inFlight;
    private final WorkerExecutor workers;

    DeliveryPost(
            Vertx vertx,
            Map<String, Contract> contracts,
            DeliveryCalls.Collaborators with,
            DeliveryCalls.Limits limits,
            Traffic traffic) {
        this.vertx = vertx;
        this.contracts = contracts;
        this.with = with;
        this.limits = limits;
        this.traffic = traffic;
        this.inFlight = new InFlight(limits.uploadsMax(), limits.uploadsPerPartnerMax());
        this.workers = vertx.createSharedWorkerExecutor("landing-" + UUID.randomUUID(), limits.uploadsMax());
    }

    Future<Void> answer(Call call) {
        Posting posting = Posting.read(call, contracts);
        InFlight.Ticket ticket = inFlight.enter(posting.lane(), posting.digest(), posting.idempotencyKey());
        traffic.uploads(1);
        return Future.succeededFuture()
                .compose(entered -> keyIsFree(posting))
                .compose(free -> with.ledger().findByDigest(posting.lane(), Door.HTTPS, posting.digest()))
                .compose(known -> receive(call, posting, known))
                .eventually(() -> {
                    ticket.giveBack();
                    traffic.uploads(-1);
                    return Future.succeededFuture();
                })
                .compose(custody -> tell(call.response(), custody));
    }

    Future<Void> close() {
        return workers.close();
    }

    private Future<Void> keyIsFree(Posting posting) {
        if (posting.idempotencyKey().isEmpty()) {
            return Future.succeededFuture();
        }
        return with.ledger()
                .findByIdempotencyKey(
                        posting.lane().partner(), posting.idempotencyKey().get())
                .compose(use -> {
                    boolean other = use.isPresent()
                            && (!use.get().digest().equals(posting.digest())
                                    || !use.get().feed().equals(posting.lane().feed()));
                    return other
                            ? Future.failedFuture(Problem.of(ProblemCode.IDEMPOTENCY_KEY_REUSED)
                                    .failure())
                            : Future.succeededFuture();
                });
    }

    /** Bytes that are here already are read and compared like any others, but written nowhere. */
    private Future<Custody> receive(Call call, Posting posting, Optional<Custody> known) {
        Landing landing = known.isPresent() ? Landing.nowhere() : Landing.onDisk(with.originals(), with.sealer());
        Upload upload = new Upload(
                vertx,
                call.request(),
                landing::write,
                workers,
                new Upload.Bounds(posting.bytesMax(), limits.paceWindowMs(), limits.paceBytesMin()));
        return upload.receive()
                .compose(all -> workers.executeBlocking(() -> compare(landing, posting), false))
                .compose(sha256 -> known.isPresent()
                        ? Future.succeededFuture(known.get())
                        : workers.executeBlocking(() -> keep(landing, sha256, posting), false)
                                .compose(with.reception()::take))
                .onSuccess(custody -> traffic.received(
                        posting.lane().partner(),
                        posting.lane().feed(),
                        Door.HTTPS.wire(),
                        custody.first(),
                        landing.bytes()))
                .eventually(() -> workers.executeBlocking(
                        () -> {
                            landing.discard();
                            return null;
                        },
                        false));
    }

    private static byte[] compare(Landing landing, Posting posting) throws IOException {
        byte[] sha256 = landing.finish();
        if (landing.bytes() == 0) {
            throw Problem.of(ProblemCode.PAYLOAD_EMPTY).failure();
        }
        if (!ReprDigest.text(sha256).equals(posting.digest())) {
            throw Problem.of(ProblemCode.DIGEST_MISMATCH).failure();
        }
        return sha256;
    }

    private NewDelivery keep(Landing landing, byte[] sha256, Posting posting) throws IOException {
        return with.reception()
                .keep(
                        landing,
                        sha256,
                        new Reception.Origin(
                                posting.lane(),
                                Door.HTTPS,
                                posting.name().orElse(null),
                                posting.idempotencyKey().orElse(null)));
    }

    /** The receipt goes into the answer byte for byte as it was signed. */
    private static Future<Void> tell(HttpServerResponse response, Custody custody) {
        String self = "/v1/deliveries/" + custody.delivery();
        JsonObject links = new JsonObject()
                .put("self", self)
                .put("outcome", self + "/receipts/outcome")
                .put("violations", self + "/violations");
        Buffer body = Buffer.buffer()
                .appendString("{\"delivery\":\"" + custody.delivery() + "\",\"duplicate\":" + !custody.first())
                .appendString(",\"receipt\":")
                .appendBytes(custody.receipt().body())
                .appendString(",\"signature\":\"")
                .appendString(
                        Base64.getEncoder().encodeToString(custody.receipt().signature()))
                .appendString("\",\"links\":")
                .appendBuffer(links.toBuffer())
                .appendString("}");
        response.putHeader(HttpHeaders.LOCATION, self);
        return Answers.end(response, custody.first() ? CREATED_LATER : KNOWN, Answers.JSON, body);
    }
}
