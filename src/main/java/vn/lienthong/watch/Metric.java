package vn.lienthong.watch;

import java.util.List;

/** Every metric of the gateway: its name on the wire, its type and its labels. {@code docs/metrics.md} tells the rest. */
enum Metric {
    CALLS("lienthong_calls_total", Type.COUNTER, "call", "status"),
    DELIVERIES("lienthong_deliveries_total", Type.COUNTER, "partner", "feed", "door", "first"),
    BYTES_RECEIVED("lienthong_bytes_received_total", Type.COUNTER, "feed", "door"),
    UPLOADS_IN_FLIGHT("lienthong_uploads_in_flight", Type.GAUGE),
    SETTLED("lienthong_settled_total", Type.COUNTER, "feed", "state"),
    RECORDS("lienthong_records_total", Type.COUNTER, "feed", "outcome"),
    REFUSALS("lienthong_refusals_total", Type.COUNTER, "feed", "code"),
    STAGE("lienthong_stage_seconds", Type.TIMER, "stage", "result"),
    QUEUE_WAITING("lienthong_queue_waiting", Type.GAUGE),
    QUEUE_OLDEST("lienthong_queue_oldest_seconds", Type.GAUGE),
    POOL_IN_USE("lienthong_pool_in_use", Type.GAUGE, "pool"),
    POOL_WAITING("lienthong_pool_waiting", Type.GAUGE, "pool"),
    ORIGINALS_FREE("lienthong_originals_free_bytes", Type.GAUGE),
    EVENTS_SERVED("lienthong_events_served_total", Type.COUNTER, "partner", "feed"),
    BYTES_SERVED("lienthong_bytes_served_total", Type.COUNTER, "feed"),
    POLLS_WAITING("lienthong_polls_waiting", Type.GAUGE),
    FAULTS("lienthong_faults_total", Type.COUNTER, "where");

    /** The word in the document. */
    enum Type {
        COUNTER("counter", "_total"),
        GAUGE("gauge", ""),
        /** Count, sum, maximum and buckets of durations. */
        TIMER("histogram", "_seconds");

        final String word;
        final String suffix;

        Type(String word, String suffix) {
            this.word = word;
            this.suffix = suffix;
        }
    }

    private final String wire;
    private final Type type;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable; the type cannot say so
    private final List<String> labels;

    Metric(String wire, Type type, String... labels) {
        this.wire = wire;
        this.type = type;
        this.labels = List.of(labels);
    }

    String wire() {
        return wire;
    }

    Type type() {
        return type;
    }

    List<String> labels() {
        return labels;
    }

    /** The name to register: the registry adds the suffix of the type again. */
    String registered() {
        return wire.substring(0, wire.length() - type.suffix.length());
    }
}
