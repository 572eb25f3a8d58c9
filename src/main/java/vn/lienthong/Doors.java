package vn.lienthong;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import vn.lienthong.contract.Contract;
import vn.lienthong.feeds.EventPages;
import vn.lienthong.feeds.FeedCalls;
import vn.lienthong.http.HttpsDoor;
import vn.lienthong.http.RegisteredCallers;
import vn.lienthong.intake.DeliveryCalls;
import vn.lienthong.intake.Reception;
import vn.lienthong.watch.Management;
import vn.lienthong.watch.Readiness;

/** The two servers and what can be called there. */
final class Doors {
    private static final int EVENT_LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final long ORIGINALS_FREE_BYTES_MIN = 64L << 20;

    private final Vertx vertx;
    private final Installation installation;
    private final Engine engine;
    private final DeliveryCalls deliveries;
    private final FeedCalls feeds;
    private final RouteBook book;
    private final RouteOrders orders;

    Doors(Vertx vertx, Installation installation, Engine engine) {
        this.vertx = vertx;
        this.installation = installation;
        this.engine = engine;
        Map<String, Contract> contracts = new LinkedHashMap<>();
        installation.contracts().all().forEach(c -> contracts.put(c.feed(), c));
        Reception reception = engine.reception();
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
                new RegisteredCallers(installation.partners().all()),
                engine.meters(),
                List.of(deliveries, feeds));
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
                new Management.Sights(new Readiness(checks), engine.registry(), book, orders));
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
