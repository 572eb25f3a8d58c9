package vn.lienthong.portal;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Partner;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.envelope.Sealer;
import vn.lienthong.http.Answers;
import vn.lienthong.http.Places;
import vn.lienthong.http.Problem;
import vn.lienthong.http.ProblemCode;
import vn.lienthong.http.Traffic;
import vn.lienthong.intake.InFlight;
import vn.lienthong.intake.Landing;
import vn.lienthong.intake.Reception;
import vn.lienthong.intake.Upload;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Originals;
import vn.lienthong.portal.Accounts.Account;

/**
 * What the portal's calls do: hand out a token; take a file into custody. Everything that the wire says is checked before
 * a byte of the file is believed, and who fails a check leaves nothing behind.
 */
final class PortalCalls {

    /** What the calls work with. */
    record Collaborators(Ledger ledger, Originals originals, Sealer sealer, Reception reception) {}

    /** The calls that hand in a file; the portal has one path for each legal version of the layout. */
    static final List<Submission> SUBMISSIONS = List.of(
            new Submission("/api/qd130/checkInKcbQd4750", "health.checkins", "0"),
            new Submission("/api/qd130/checkInKcbQd130", "health.checkins", "0"),
            new Submission("/api/qd130/guiHoSoXmlQD4750", "health.claims", "130"),
            new Submission("/api/qd130/guiHoSoXmlQD130", "health.claims", "130"),
            new Submission("/api/qd130/guiHoSoXmlQD3176", "health.claims", "130"));

    private static final Logger LOG = LoggerFactory.getLogger(PortalCalls.class);
    private static final Pattern MD5 = Pattern.compile("[0-9A-Fa-f]{32}");
    private static final int USER_CHARACTERS_MAX = 64;
    private static final int HEADER_CHARACTERS_MAX = 256;
    private static final int TOKEN_BODY_BYTES_MAX = 8 << 10;

    /** Two short fields come at once; nobody keeps a place for less. */
    private static final Duration TOKEN_BODY_TIME_MAX = Duration.ofSeconds(10);

    /** Escapes may make three characters of one, and base64 four of three bytes. */
    private static final int WIRE_BYTES_A_CONTENT_BYTE_MAX = 4;

    private final Vertx vertx;
    private final Map<String, Contract> contracts;
    private final Collaborators with;
    private final PortalDoor.Limits limits;
    private final Traffic traffic;
    private final Accounts accounts;
    private final Tokens tokens;
    private final Logins logins;
    private final WorkerExecutor workers;
    private final Places tokenCalls;
    private final InFlight inFlight;

    PortalCalls(
            Vertx vertx, PortalDoor.Country country, Collaborators with, PortalDoor.Limits limits, Traffic traffic) {
        this.vertx = vertx;
        this.contracts = Map.copyOf(country.contracts());
        this.with = with;
        this.limits = limits;
        this.traffic = traffic;
        this.accounts = new Accounts(country.partners());
        this.tokens = new Tokens(limits.tokenLifetime(), InstantSource.system());
        this.tokenCalls = new Places(limits.tokenCallsMax(), limits.tokenCallsPerAddressMax());
        this.inFlight = new InFlight(limits.uploadsMax(), limits.uploadsPerPartnerMax());
        long windowMs = limits.lockout().toMillis();
        this.logins = new Logins(
                vertx,
                new Lockout(limits.guessesPerUserMax(), windowMs, PortalCalls::uptimeMs),
                new Lockout(limits.guessesPerAddressMax(), windowMs, PortalCalls::uptimeMs),
                this::look);
        this.workers = vertx.createSharedWorkerExecutor("portal-" + UUID.randomUUID(), limits.uploadsMax());
    }

    private static long uptimeMs() {
        return System.nanoTime() / 1_000_000;
    }

    Future<Void> close() {
        return workers.close();
    }

    // --- token -------------------------------------------------------------------------------------------------------

    /** Nobody knows the caller before the body was read, so what is read of strangers at once has a bound of its own. */
    Future<JsonObject> token(HttpServerRequest request, FormType type) {
        String address = address(request);
        if (!accounts.anyMayCallFrom(address) || logins.isLocked(address)) {
            return Future.succeededFuture(PortalResult.NOT_AUTHENTICATED.refusal());
        }
        if (!tokenCalls.take(address)) {
            return Future.succeededFuture(PortalResult.FAULT.refusal());
        }
        Duration time =
                limits.paceWindow().compareTo(TOKEN_BODY_TIME_MAX) < 0 ? limits.paceWindow() : TOKEN_BODY_TIME_MAX;
        FormFields form = new FormFields();
        FormType.Reader body = type.reader(form);
        return upload(request, body, TOKEN_BODY_BYTES_MAX, time)
                .receive()
                .compose(all -> {
                    try {
                        body.end();
                    } catch (IOException e) {
                        return Future.failedFuture(e);
                    }
                    return take(form.field("username"), form.field("password"), address);
                })
                .onComplete(done -> tokenCalls.giveBack(address));
    }

    private Future<JsonObject> take(String user, String md5, String address) {
        if (user.isEmpty() || user.length() > USER_CHARACTERS_MAX) {
            return Future.failedFuture(new Malformed("a field is missing or wrong", "username"));
        }
        if (!MD5.matcher(md5).matches()) {
            return Future.failedFuture(new Malformed("a field is missing or wrong", "password"));
        }
        String upper = md5.toUpperCase(java.util.Locale.ROOT);
        return logins.account(new Logins.Login(user, upper, address))
                .map(account -> account.map(a -> PortalResult.token(user, tokens.issue(a, upper)))
                        .orElseGet(PortalResult.NOT_AUTHENTICATED::refusal));
    }

    private Future<Optional<Account>> look(Logins.Login login) {
        return workers.executeBlocking(() -> accounts.authenticate(login.user(), login.md5(), login.address()), true)
                .onSuccess(account -> {
                    if (account.isEmpty()) {
                        LOG.atWarn()
                                .addKeyValue(
                                        "known", accounts.byUser(login.user()).isPresent())
                                .log("a portal login was refused");
                    }
                });
    }

    // --- submission --------------------------------------------------------------------------------------------------

    Future<JsonObject> submit(Submission call, HttpServerRequest request, FormType type) {
        Optional<Account> caller = caller(request);
        if (caller.isEmpty()) {
            return Future.succeededFuture(PortalResult.NOT_AUTHENTICATED.refusal());
        }
        Account account = caller.get();
        Contract contract = contracts.get(call.feed());
        Partner.Sends sends = account.partner().sends().get(call.feed());
        if (contract == null || sends == null || !sends.doors().contains(Door.PORTAL)) {
            return Future.succeededFuture(PortalResult.NOT_ALLOWED.refusal());
        }
        InFlight.Ticket ticket = inFlight.enter(new Lane(account.partner().id(), call.feed()));
        traffic.uploads(1);
        return receive(call, request, type, account, contract).onComplete(done -> {
            ticket.giveBack();
            traffic.uploads(-1);
        });
    }

    private Optional<Account> caller(HttpServerRequest request) {
        String access = header(request, "accessToken");
        String id = header(request, "tokenId");
        String md5 = header(request, "passwordHash");
        if (access.isEmpty() || id.isEmpty() || !MD5.matcher(md5).matches()) {
            return Optional.empty();
        }
        return tokens.account(access, id, md5.toUpperCase(java.util.Locale.ROOT))
                .filter(account -> account.mayCallFrom(address(request)));
    }

    private static String header(HttpServerRequest request, String name) {
        List<String> values = request.headers().getAll(name);
        boolean usable = values.size() == 1 && values.get(0).length() <= HEADER_CHARACTERS_MAX;
        return usable ? values.get(0) : "";
    }

    private Future<JsonObject> receive(
            Submission call, HttpServerRequest request, FormType type, Account account, Contract contract) {
        Landing landing = Landing.onDisk(with.originals(), with.sealer());
        long contentMax = contract.exchange().fileBytesMax();
        FormFields form = new FormFields(Submission.FILE, (piece, offset, length) -> {
            if (landing.bytes() + length > contentMax) {
                throw new Malformed("the file is too large", Submission.FILE);
            }
            landing.write(piece, offset, length);
        });
        FormType.Reader body = type.reader(form);
        long wireMax = Math.multiplyExact(contentMax, WIRE_BYTES_A_CONTENT_BYTE_MAX) + TOKEN_BODY_BYTES_MAX;
        return upload(request, body, wireMax, limits.paceWindow())
                .receive()
                .compose(all -> workers.executeBlocking(
                        () -> {
                            body.end();
                            return keep(call, form, landing, account);
                        },
                        false))
                .compose(kept -> kept.isEmpty()
                        ? Future.succeededFuture(PortalResult.NOT_ALLOWED.refusal())
                        : with.reception().take(kept.get()).map(custody -> {
                            Lane lane = kept.get().head().lane();
                            traffic.received(
                                    lane.partner(), lane.feed(), Door.PORTAL.wire(), custody.first(), landing.bytes());
                            JsonObject receipt = new JsonObject(
                                    Buffer.buffer(custody.receipt().body()));
                            return PortalResult.received(
                                    custody.delivery(), Instant.parse(receipt.getString("received_at")));
                        }))
                .eventually(() -> workers.executeBlocking(
                        () -> {
                            landing.discard();
                            return null;
                        },
                        false));
    }

    /** Empty when the account may not hand in for that facility. */
    private Optional<Ledger.NewDelivery> keep(Submission call, FormFields form, Landing landing, Account account)
            throws IOException {
        String facility = call.facility(form, account.user());
        if (!account.facilities().contains(facility)) {
            return Optional.empty();
        }
        byte[] sha256 = landing.finish();
        if (landing.bytes() == 0) {
            throw new Malformed("the file is empty", Submission.FILE);
        }
        if (landing.sealedBy() != Delivery.SealedBy.GATEWAY) {
            throw new Malformed(
                    "the portal takes files as they are, envelopes come through the other doors", Submission.FILE);
        }
        Lane lane = new Lane(account.partner().id(), call.feed());
        return Optional.of(with.reception().keep(landing, sha256, new Reception.Origin(lane, Door.PORTAL, null, null)));
    }

    // --- both --------------------------------------------------------------------------------------------------------

    private Upload upload(HttpServerRequest request, Upload.Sink body, long bytesMax, Duration paceWindow) {
        return new Upload(
                vertx,
                request,
                body,
                workers,
                new Upload.Bounds(bytesMax, paceWindow.toMillis(), limits.paceBytesMin()));
    }

    private static String address(HttpServerRequest request) {
        @Nullable String address = request.remoteAddress().hostAddress();
        return address == null ? "" : address;
    }

    /** What a failure means to the caller: its own mistake, or "later"; a fault of ours is counted and in the log. */
    JsonObject refusalOf(Throwable failure) {
        if (failure instanceof Malformed form) {
            return PortalResult.refusal(form);
        }
        Problem problem = Answers.problemOf(failure);
        if (problem.fault() != null) {
            traffic.fault(problem.code().wire());
        }
        boolean mayPass = problem.code().status() >= 500 || problem.code() == ProblemCode.REQUEST_TIMEOUT;
        return (mayPass ? PortalResult.FAULT : PortalResult.MALFORMED).refusal();
    }
}
