package vn.lienthong;

import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import vn.lienthong.delivery.Fault;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.Work;
import vn.lienthong.watch.Meters;

/** Sends deliveries through {@code routes/process.camel.yaml}: the join between the worker and the stages. */
final class ProcessRoute implements DeliveryProcess {
    private static final String ENTRY = "direct:process";
    private static final int SHUTDOWN_TIMEOUT_S = 30;

    private final CamelContext camel;
    private final ProducerTemplate entry;

    private ProcessRoute(CamelContext camel, ProducerTemplate entry) {
        this.camel = camel;
        this.entry = entry;
    }

    /** Loads the route file; a mistake in it is a {@link Fault} that names the file. */
    static ProcessRoute start(Path routes, List<Stage> stages, Ledger ledger, Meters meters) {
        Path file = routes.resolve("process.camel.yaml");
        if (!Files.isReadable(file)) {
            throw new Fault(file + " is missing");
        }
        Map<String, Stage> byName = new HashMap<>();
        stages.forEach(s -> byName.put(s.name(), s));
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.setStreamCaching(false);
        camel.getShutdownStrategy().setTimeout(SHUTDOWN_TIMEOUT_S);
        camel.addComponent("stage", new StageComponent(byName, ledger, meters));
        try {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.resolveMandatoryResource(camel, "file:" + file));
            camel.start();
        } catch (Exception e) {
            camel.stop();
            throw new Fault(file + " cannot be loaded: " + e.getMessage(), e);
        }
        return new ProcessRoute(camel, camel.createProducerTemplate());
    }

    @Override
    public Future<Outcome> run(Work work, Lease lease) {
        Passage passage = new Passage(work, lease);
        Exchange exchange = entry.send(ENTRY, sent -> {
            sent.setPattern(ExchangePattern.InOnly);
            sent.setProperty(StageComponent.PASSAGE, passage);
        });
        Exception fault = exchange.getException();
        if (fault != null) {
            return Future.failedFuture(fault);
        }
        return Future.succeededFuture(passage.yielded() ? Outcome.YIELDED : Outcome.FINISHED);
    }

    void stop() {
        entry.stop();
        camel.stop();
    }
}
