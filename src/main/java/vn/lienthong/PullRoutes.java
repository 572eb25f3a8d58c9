package vn.lienthong;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.ApiPull;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.SftpPull;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Route;
import vn.lienthong.fetch.ApiServers;
import vn.lienthong.fetch.ApiSource;
import vn.lienthong.fetch.Patience;
import vn.lienthong.fetch.SftpServers;
import vn.lienthong.fetch.SftpSource;
import vn.lienthong.fetch.Source;
import vn.lienthong.intake.DeliveryBounds;
import vn.lienthong.ledger.Pulls;

/**
 * The doors that fetch: each line of a partner file makes one route out of a template in {@code routes/doors/}. They
 * have a Camel of their own, so that a delivery's way never waits for them.
 */
final class PullRoutes implements AutoCloseable {
    private static final List<String> FILES = List.of("errors", "sftp-pull", "api-pull");
    private static final int SHUTDOWN_TIMEOUT_S = 30;

    private final Map<String, PullRoute> routes = new LinkedHashMap<>();
    private final PullTimes times = new PullTimes();
    private final Pulls pulls;
    private @Nullable SftpServers sftp;
    private @Nullable ApiServers api;
    private @Nullable DefaultCamelContext camel;

    private PullRoutes(Pulls pulls) {
        this.pulls = pulls;
    }

    /** Makes the routes of all partner files and lets them begin. Blocking. */
    static PullRoutes start(Installation installation, PullCustody custody, Pulls pulls) {
        PullRoutes made = new PullRoutes(pulls);
        try {
            made.read(installation);
            if (!made.routes.isEmpty()) {
                made.begin(installation.home().routes().resolve("doors"), custody);
            }
            return made;
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void read(Installation installation) {
        for (Partner partner : installation.partners().all()) {
            partner.sends().forEach((feed, sends) -> {
                Contract contract = installation
                        .contracts()
                        .feed(feed)
                        .orElseThrow(() -> new Fault("a partner sends a feed that is not there"));
                SftpPull files = sends.sftpPull();
                if (files != null) {
                    Source source = new SftpSource(sftp(), files, InstantSource.system());
                    add(new Route(Door.SFTP_PULL, partner.id(), feed), source, files.every(), contract);
                }
                ApiPull answers = sends.apiPull();
                if (answers != null) {
                    Source source = new ApiSource(api(), answers, InstantSource.system());
                    add(new Route(Door.API_PULL, partner.id(), feed), source, answers.every(), contract);
                }
            });
        }
        if (routes.size() > PullTimes.ROUTES_MAX) {
            throw new Fault("more than " + PullTimes.ROUTES_MAX + " routes that fetch");
        }
    }

    private SftpServers sftp() {
        sftp = sftp == null ? new SftpServers(Patience.DEFAULT) : sftp;
        return sftp;
    }

    private ApiServers api() {
        api = api == null ? new ApiServers(Patience.DEFAULT) : api;
        return api;
    }

    private void add(Route route, Source source, Duration every, Contract contract) {
        PullRoute.Line line = new PullRoute.Line(route, source, every, DeliveryBounds.bytesMax(contract));
        var unused = routes.put(route.id(), new PullRoute(line, times, pulls, InstantSource.system()));
    }

    private void begin(Path doors, PullCustody custody) {
        Worker.await(pulls.memories()).forEach((id, memory) -> find(id).ifPresent(route -> route.recall(memory)));
        DefaultCamelContext context = new DefaultCamelContext();
        camel = context;
        context.setStreamCaching(false);
        context.getShutdownStrategy().setTimeout(SHUTDOWN_TIMEOUT_S);
        context.addComponent("pull", new PullComponent(routes, custody));
        Path file = doors;
        try {
            RoutesLoader loader = PluginHelper.getRoutesLoader(context);
            for (String name : FILES) {
                file = doors.resolve(name + ".camel.yaml");
                loader.loadRoutes(ResourceHelper.resolveMandatoryResource(context, "file:" + file));
            }
            context.start();
            for (PullRoute route : routes.values()) {
                String id = route.route().id();
                file = doors.resolve(route.route().door().wire() + ".camel.yaml");
                var unused =
                        context.addRouteFromTemplate(id, route.route().door().wire(), Map.of("route", id));
            }
        } catch (Exception e) {
            throw new Fault(file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** A route that fetches, by its id. */
    Optional<PullRoute> find(String id) {
        return Optional.ofNullable(routes.get(id));
    }

    /** All routes that fetch. */
    List<Route> all() {
        List<Route> all = new ArrayList<>();
        routes.values().forEach(route -> all.add(route.route()));
        return all;
    }

    /** Lets the visits under way end for a while, then cuts their connections. */
    @Override
    public void close() {
        times.close(this::cut);
        if (camel != null) {
            camel.stop();
        }
        cut();
    }

    private void cut() {
        if (sftp != null) {
            sftp.close();
        }
        if (api != null) {
            api.close();
        }
    }
}
