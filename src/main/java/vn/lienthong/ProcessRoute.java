package vn.lienthong;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.camel.CamelContext;
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
final class ProcessRoute {
    private static final String ENTRY = "direct:process";
    private static final int SHUTDOWN_TIMEOUT_S = 30;

    private final CamelContext camel;
    private final ProducerTemplate entry;

    private ProcessRoute(CamelContext camel, ProducerTemplate entry) {
        this.camel = camel;
        this.entry = entry;
    }

    /** Loads the route file; a mistake in it is a {@link Fault} that names the file. */
    static ProcessRoute start(Path routes, List<Stage> stages, Ledger ledger, Executor executor, Meters meters) {
        Path file = routes.resolve("process.camel.yaml");
        if (!Files.isReadable(file)) {
            throw new Fault(file + " is missing");
        }
        Map<String, Stage> byName = new HashMap<>();
        stages.forEach(s -> byName.put(s.name(), s));
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.setName("lienthong");
        camel.setStreamCaching(false);
        camel.getShutdownStrategy().setTimeout(SHUTDOWN_TIMEOUT_S);
        camel.addComponent("stage", new StageComponent(byName, ledger, executor, meters));
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

    /**
     * One pass of a delivery.
     *
     * @return whether the route was passed to its end; false = the lane is not ours yet
     */
    Future<Boolean> pass(Work work) {
        Passage passage = new Passage(work);
        Promise<Boolean> passed = Promise.promise();
        var unused = entry.asyncSend(ENTRY, exchange -> {
                    exchange.setPattern(ExchangePattern.InOnly);
                    exchange.setProperty(StageComponent.PASSAGE, passage);
                })
                .whenComplete((exchange, fault) -> {
                    Throwable cause = fault != null ? fault : exchange.getException();
                    if (cause != null) {
                        passed.fail(cause);
                    } else {
                        passed.complete(!passage.yielded());
                    }
                });
        return passed.future();
    }

    void stop() {
        entry.stop();
        camel.stop();
    }
}
