package vn.lienthong.delivery;

/** What became of the records of a delivery. All are record counts, none negative. */
public record Counts(
        long received,
        long stored,
        long unchanged,
        long rejected,
        long duplicate,
        long stale,
        long held,
        long inFlight) {

    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    /** received = stored + unchanged + rejected + duplicate + stale + held + in flight (DESIGN, sentence 1). */
    public boolean balanced() {
        return received == stored + unchanged + rejected + duplicate + stale + held + inFlight;
    }

    public Counts plus(Counts o) {
        return new Counts(
                received + o.received,
                stored + o.stored,
                unchanged + o.unchanged,
                rejected + o.rejected,
                duplicate + o.duplicate,
                stale + o.stale,
                held + o.held,
                inFlight + o.inFlight);
    }
}
