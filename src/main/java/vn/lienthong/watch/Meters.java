package vn.lienthong.watch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.State;
import vn.lienthong.http.Traffic;

/**
 * What the gateway counts, in named methods, so that names and labels live in one place. Labels are words of the
 * configuration and of closed lists, never anything a partner sends: their number is bounded by the partner files.
 * Safe for use by many threads.
 */
public final class Meters implements Traffic {

    private static final Duration[] STAGE_BUCKETS = {
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(10),
        Duration.ofHours(1)
    };

    private final MeterRegistry registry;
    private final AtomicInteger uploadsInFlight;
    private final AtomicInteger pollsWaiting;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
        this.uploadsInFlight = level(Metric.UPLOADS_IN_FLIGHT);
        this.pollsWaiting = level(Metric.POLLS_WAITING);
    }

    /** Adds memory, threads, processor and age of this process. */
    public void watchProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    @Override
    public void answered(String call, int status) {
        counter(Metric.CALLS, call, Integer.toString(status)).increment();
    }

    @Override
    public void received(String partner, String feed, String door, boolean first, long bytes) {
        counter(Metric.DELIVERIES, partner, feed, door, Boolean.toString(first)).increment();
        counter(Metric.BYTES_RECEIVED, feed, door).increment((double) bytes);
    }

    @Override
    public void uploads(int change) {
        uploadsInFlight.addAndGet(change);
    }

    @Override
    public void polls(int change) {
        pollsWaiting.addAndGet(change);
    }

    @Override
    public void served(String partner, String feed, int events, long bytes) {
        counter(Metric.EVENTS_SERVED, partner, feed).increment(events);
        counter(Metric.BYTES_SERVED, feed).increment((double) bytes);
    }

    /** {@code where} is a problem code or a stage. */
    @Override
    public void fault(String where) {
        counter(Metric.FAULTS, where).increment();
    }

    /** A delivery has ended. */
    public void settled(String feed, State state, Counts counts) {
        counter(Metric.SETTLED, feed, state.wire()).increment();
        records(feed, "stored", counts.stored());
        records(feed, "unchanged", counts.unchanged());
        records(feed, "rejected", counts.rejected());
        records(feed, "duplicate", counts.duplicate());
        records(feed, "stale", counts.stale());
        records(feed, "held", counts.held());
    }

    /** A delivery was refused. */
    public void refused(String feed, RefusalCode code) {
        counter(Metric.REFUSALS, feed, code.name()).increment();
    }

    /** A stage has run. */
    public void stage(String stage, boolean ok, Duration took) {
        Timer.builder(Metric.STAGE.registered())
                .tags(tags(Metric.STAGE, stage, ok ? "ok" : "fault"))
                .serviceLevelObjectives(STAGE_BUCKETS)
                .register(registry)
                .record(took);
    }

    /** Deliveries that wait for a worker, and how long the oldest has; asked at each scrape, so answered from memory. */
    public void watchQueue(Supplier<Number> waiting, Supplier<Number> oldestSeconds) {
        gauge(Metric.QUEUE_WAITING, waiting);
        gauge(Metric.QUEUE_OLDEST, oldestSeconds);
    }

    /** Connections of a database pool in use, and who waits for one. */
    public void watchPool(String pool, Supplier<Number> inUse, Supplier<Number> waiting) {
        gauge(Metric.POOL_IN_USE, inUse, pool);
        gauge(Metric.POOL_WAITING, waiting, pool);
    }

    /** Room left for sealed originals. */
    public void watchOriginals(Supplier<Number> bytesFree) {
        gauge(Metric.ORIGINALS_FREE, bytesFree);
    }

    private void records(String feed, String outcome, long count) {
        counter(Metric.RECORDS, feed, outcome).increment((double) count);
    }

    private Counter counter(Metric metric, String... values) {
        return registry.counter(metric.registered(), tags(metric, values));
    }

    private AtomicInteger level(Metric metric) {
        AtomicInteger level = new AtomicInteger();
        gauge(metric, level::get);
        return level;
    }

    private void gauge(Metric metric, Supplier<Number> value, String... values) {
        var unused = Gauge.builder(metric.registered(), value)
                .tags(tags(metric, values))
                .strongReference(true)
                .register(registry);
    }

    private static Tags tags(Metric metric, String... values) {
        if (values.length != metric.labels().size()) {
            throw new IllegalArgumentException(metric.wire() + " has the labels " + metric.labels());
        }
        Tags tags = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            tags = tags.and(metric.labels().get(i), values[i]);
        }
        return tags;
    }
}
