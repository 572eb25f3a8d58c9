package vn.lienthong;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import vn.lienthong.contract.Contract;
import vn.lienthong.feeds.EventPages;
import vn.lienthong.feeds.FeedCalls;
import vn.lienthong.http.HttpsDoor;
import vn.lienthong.http.RegisteredCallers;
import vn.lienthong.intake.DeliveryCalls;
import vn.lienthong.intake.Reception;
import vn.lienthong.portal.PortalDoor;
import vn.lienthong.postgres.CannotStart;
import vn.lienthong.sftp.HostKey;
import vn.lienthong.sftp.SftpDoor;
import vn.lienthong.watch.Management;
import vn.lienthong.watch.Readiness;

/** The servers and what can be called there. */
final class Doors {
    private static final int EVENT_LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final long ORIGINALS_FREE_BYTES_MIN = 64L << 20;

    private final Vertx vertx;
    private final Installation installation;
    private final Engine engine;
    private final DeliveryCalls deliveries;
    private final FeedCalls feeds;
    private final Reception reception;
    private final Map<String, Contract> contracts = new LinkedHashMap<>();
    private final RouteBook book;
    private final RouteOrders orders;

    Doors(Vertx vertx, Installation installation, Engine engine) {
        this.vertx = vertx;
        this.installation = installation;
        this.engine = engine;
        installation.contracts().all().forEach(c -> contracts.put(c.feed(), c));
        this.reception = engine.reception();
        DeliveryCalls.Limits usual = DeliveryCalls.Limits.DEFAULT;
        DeliveryCalls.Limits limits = new DeliveryCalls.Limits(
                installation.settings().https().uploads(),
                usual.uploadsPerPartnerMax(),
                usual.paceWindowMs(),
                usual.paceBytesMin(),
                usual.listMax(),
                usual.violationPage());
        this.deliveries = new DeliveryCalls(
                vertx,
                contracts,
                new DeliveryCalls.Collaborators(
                        engine.ledger(), engine.originals(), engine.keyring().sealer(), reception),
                limits,
                engine.meters());
        this.book = new RouteBook(installation, engine.ledger(), InstantSource.system());
        this.orders = new RouteOrders(book, engine.pulls());
        this.feeds =
                new FeedCalls(contracts, new EventPages(engine.store(), EventPages.Limits.DEFAULT, engine.meters()));
    }

    HttpsDoor https() {
        Settings.Https settings = installation.settings().https();
        HttpsDoor.Options options = new HttpsDoor.Options(
                settings.listen().host(),
                settings.listen().port(),
                settings.identity().certificate(),
                settings.identity().key(),
                settings.trust(),
                EVENT_LOOPS,
                HttpsDoor.Limits.DEFAULT);
        return new HttpsDoor(
                vertx,
                options,
                new RegisteredCallers(installation.partners()),
                engine.meters(),
                List.of(deliveries, feeds));
    }

    /** The portal door, when the settings open it. */
    Optional<PortalDoor> portal() {
        Settings.Portal settings = installation.settings().portal();
        if (!settings.enabled()) {
            return Optional.empty();
        }
        PortalDoor.Options options = new PortalDoor.Options(
                settings.listen().host(),
                settings.listen().port(),
                settings.identity().certificate(),
                settings.identity().key(),
                EVENT_LOOPS,
                PortalDoor.Limits.DEFAULT);
        return Optional.of(new PortalDoor(
                vertx,
                options,
                new PortalDoor.Country(installation.partners().all(), contracts),
                new PortalDoor.Collaborators(
                        engine.ledger(), engine.originals(), engine.keyring().sealer(), reception),
                engine.meters()));
    }

    /** Opens the SFTP door, or nothing where it is off. Blocking. */
    Optional<SftpDoor> openSftp() {
        Settings.Sftp settings = installation.settings().sftp();
        HostKey hostKey = engine.keyring().hostKey();
        if (hostKey == null) {
            return Optional.empty();
        }
        SftpDoor.Limits usual = SftpDoor.Limits.DEFAULT;
        SftpDoor.Options options = new SftpDoor.Options(
                settings.listen().host(),
                settings.listen().port(),
                hostKey,
                installation.home().data().resolve("sftp"),
                settings.chacha20(),
                new SftpDoor.Limits(
                        settings.sessions(),
                        settings.sessionsPerPartner(),
                        usual.strangers(),
                        usual.handles(),
                        usual.partialsPerFeed(),
                        usual.idle(),
                        settings.incompleteAfter(),
                        settings.reports(),
                        usual.reserveBytes()));
        SftpDoor.Collaborators with = new SftpDoor.Collaborators(
                contracts, installation.partners(), engine.ledger(), reception, engine.reports(), engine.meters());
        try {
            return Optional.of(SftpDoor.open(vertx, options, with));
        } catch (IOException e) {
            throw new CannotStart(
                    "the SFTP door cannot listen on port " + settings.listen().port() + ": " + e.getMessage(),
                    "is another gateway running? choose a port in gateway.yaml, 0 = a free one",
                    e);
        }
    }

    /** @param operatorToken what an operator's command shows */
    Management management(String operatorToken) {
        Settings.Listen listen = installation.settings().management();
        Map<String, Supplier<Future<Boolean>>> checks = new LinkedHashMap<>();
        checks.put("ledger", () -> engine.ledger().ping().map(true));
        checks.put("store", () -> engine.store()
                .head(installation.contracts().all().get(0).feed())
                .map(true));
        checks.put("originals", () -> engine.originals().bytesFree().map(free -> free > ORIGINALS_FREE_BYTES_MIN));
        Management management = new Management(
                vertx,
                new Management.Options(listen.host(), listen.port()),
                new Management.Sights(new Readiness(checks), engine.registry(), book));
        management.take(operatorToken, orders, engine.replays());
        return management;
    }

    /** Lets the doors that fetch begin. Blocking; close what is returned before the doors. */
    PullRoutes startPulls() {
        Worker.await(engine.pulls().register(book.all()));
        PullCustody custody = new PullCustody(new PullCustody.With(
                engine.ledger(),
                engine.pulls(),
                engine.originals(),
                engine.keyring().sealer(),
                engine.reception(),
                engine.meters()));
        PullRoutes pulls = PullRoutes.start(installation, custody, engine.pulls());
        orders.watch(pulls);
        return pulls;
    }

    /** Gives back what the calls hold; the servers are closed by then. */
    void close() {
        Worker.await(deliveries.close());
    }
}
