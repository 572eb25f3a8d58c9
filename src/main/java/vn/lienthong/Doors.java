package vn.lienthong;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
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

    Doors(Vertx vertx, Installation installation, Engine engine) {
        this.vertx = vertx;
        this.installation = installation;
        this.engine = engine;
        installation.contracts().all().forEach(c -> contracts.put(c.feed(), c));
        this.reception = new Reception(
                vertx, engine.ledger(), engine.originals(), engine.signedReceipts(), InstantSource.system());
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
                new RegisteredCallers(installation.partners().all()),
                engine.meters(),
                List.of(deliveries, feeds));
    }

    /** The portal door, when the settings open it. */
    Optional<PortalDoor> portal() {
        Settings.Portal settings = installation.settings().portal();
        if (!settings.open()) {
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

    Management management() {
        Settings.Listen listen = installation.settings().management();
        Map<String, Supplier<Future<Boolean>>> checks = new LinkedHashMap<>();
        checks.put("ledger", () -> engine.ledger().routeActivity().map(true));
        checks.put("store", () -> engine.store()
                .head(installation.contracts().all().get(0).feed())
                .map(true));
        checks.put("originals", () -> engine.originals().bytesFree().map(free -> free > ORIGINALS_FREE_BYTES_MIN));
        return new Management(
                vertx,
                new Management.Options(listen.host(), listen.port()),
                new Management.Sights(
                        new Readiness(checks),
                        engine.registry(),
                        new RouteBook(installation.partners(), engine.ledger())));
    }

    /** Gives back what the calls hold; the servers are closed by then. */
    void close() {
        Worker.await(deliveries.close());
    }
}
