package vn.lienthong;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import vn.lienthong.delivery.Fault;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.Progress;
import vn.lienthong.ledger.Ledger.StageResult;
import vn.lienthong.watch.Meters;

/**
 * The {@code stage:NAME} step of {@code process.camel.yaml}. A stage whose durable result is in the ledger is skipped;
 * any other runs on the worker's thread, and its result is written under the lease before the route goes on.
 */
final class StageComponent extends DefaultComponent {
    /** Exchange property with the {@link Passage}. */
    static final String PASSAGE = "passage";
    /** Exchange property that the route's choices read: true when a stage has refused the delivery. */
    static final String REFUSED = "refused";

    private final Map<String, Stage> stages;
    private final Ledger ledger;
    private final Meters meters;

    StageComponent(Map<String, Stage> stages, Ledger ledger, Meters meters) {
        this.stages = Map.copyOf(stages);
        this.ledger = ledger;
        this.meters = meters;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Stage stage = stages.get(remaining);
        if (stage == null) {
            throw new Fault("no stage '" + remaining + "'; there are " + stages.keySet());
        }
        return new StageEndpoint(uri, stage);
    }

    private final class StageEndpoint extends DefaultEndpoint {
        private final Stage stage;

        StageEndpoint(String uri, Stage stage) {
            super(uri, StageComponent.this);
            this.stage = stage;
        }

        @Override
        public Producer createProducer() {
            return new StageProducer(this, stage);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new Fault("a stage takes deliveries, it does not make them: use it with 'to'");
        }

        @Override
        public boolean isSingleton() {
            return true;
        }
    }

    private final class StageProducer extends DefaultProducer {
        private final Stage stage;

        StageProducer(Endpoint endpoint, Stage stage) {
            super(endpoint);
            this.stage = stage;
        }

        @Override
        public void process(Exchange exchange) throws IOException, InterruptedException {
            Passage passage = exchange.getProperty(PASSAGE, Passage.class);
            if (!passage.has(stage.name())) {
                passage.lease().check();
                Optional<StageResult> result = timed(passage);
                if (result.isEmpty()) {
                    passage.yieldLane();
                    exchange.setRouteStop(true);
                    return;
                }
                if (!stage.durableByItself()) {
                    write(passage, result.get());
                }
                passage.add(result.get());
            }
            exchange.setProperty(REFUSED, passage.refusal() != null);
        }

        private Optional<StageResult> timed(Passage passage) throws IOException, InterruptedException {
            long started = System.nanoTime();
            boolean ok = false;
            try {
                Optional<StageResult> result = stage.run(passage);
                ok = true;
                return result;
            } finally {
                meters.stage(stage.name(), ok, Duration.ofNanos(System.nanoTime() - started));
            }
        }

        private void write(Passage passage, StageResult result) {
            Progress progress = passage.takeProgress();
            Worker.await(
                    progress == null
                            ? ledger.stageDone(passage.work(), result)
                            : ledger.stageDone(passage.work(), result, progress));
        }
    }
}
