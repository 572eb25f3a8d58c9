package vn.lienthong;

import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
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
import vn.lienthong.ledger.Ledger.Progress;
import vn.lienthong.ledger.Ledger.StageResult;
import vn.lienthong.watch.Meters;

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
                Optional<StageResult> result = timed(passage);
                if (result.isEmpty()) {
                    passage.yieldLane();
                    exchange.setRouteStop(true);
                    callback.done(false);
                    return;
                }
                write(passage, result.get()).onComplete(w -> {
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

        private Optional<StageResult> timed(Passage passage) throws IOException {
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

        private Future<Void> write(Passage passage, StageResult result) {
            if (stage.durableByItself()) {
                return Future.succeededFuture();
            }
            Progress progress = passage.progress();
            return progress == null
                    ? ledger.stageDone(passage.work(), result)
                    : ledger.stageDone(passage.work(), result, progress);
        }
    }
}
