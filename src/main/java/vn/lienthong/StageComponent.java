package vn.lienthong;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import vn.lienthong.delivery.Fault;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.StageResult;

/**
 * The {@code stage:NAME} step of {@code process.camel.yaml}. A stage whose durable result is in the ledger is skipped;
 * any other runs on the worker pool and its result is written under the lease before the route goes on.
 */
final class StageComponent extends DefaultComponent {
    /** Exchange property with the {@link Passage}. */
    static final String PASSAGE = "passage";
    /** Exchange property that the route's choices read: true when a stage has refused the delivery. */
    static final String REFUSED = "refused";

    private final Map<String, Stage> stages;
    private final Ledger ledger;
    private final Executor executor;
    private final Meters meters;

    StageComponent(Map<String, Stage> stages, Ledger ledger, Executor executor, Meters meters) {
        this.stages = Map.copyOf(stages);
        this.ledger = ledger;
        this.executor = executor;
        this.meters = meters;
    }

    /** Told how long each stage took. */
    interface Meters {
        void stageTook(String stage, String feed, long nanos);
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

    private final class StageProducer extends DefaultAsyncProducer {
        private final Stage stage;

        StageProducer(Endpoint endpoint, Stage stage) {
            super(endpoint);
            this.stage = stage;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Passage passage = exchange.getProperty(PASSAGE, Passage.class);
            if (passage.has(stage.name())) {
                exchange.setProperty(REFUSED, passage.refusal() != null);
                callback.done(true);
                return true;
            }
            executor.execute(() -> run(exchange, passage, callback));
            return false;
        }

        private void run(Exchange exchange, Passage passage, AsyncCallback callback) {
            try {
                long started = System.nanoTime();
                Optional<StageResult> result = stage.run(passage);
                meters.stageTook(stage.name(), passage.head().lane().feed(), System.nanoTime() - started);
                if (result.isEmpty()) {
                    passage.yieldLane();
                    exchange.setRouteStop(true);
                    callback.done(false);
                    return;
                }
                Future<Void> written = stage.durableByItself()
                        ? Future.succeededFuture()
                        : ledger.stageDone(passage.work(), result.get());
                written.onComplete(w -> {
                    if (w.succeeded()) {
                        passage.add(result.get());
                        exchange.setProperty(REFUSED, passage.refusal() != null);
                    } else {
                        exchange.setException(w.cause());
                    }
                    callback.done(false);
                });
            } catch (Throwable fault) { // the route must hear of everything, an out-of-memory error included
                exchange.setException(fault);
                callback.done(false);
            }
        }
    }
}
