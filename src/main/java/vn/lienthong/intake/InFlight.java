package vn.lienthong.intake;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import vn.lienthong.delivery.Lane;
import vn.lienthong.http.Places;
import vn.lienthong.http.Problem;
import vn.lienthong.http.ProblemCode;

/** What is being received at this moment: bounds it, and keeps one thing from being received twice at once. */
public final class InFlight {

    private static final int BUSY_RETRY_AFTER_S = 2;

    private final Places places;
    private final Set<Object> things = new HashSet<>();

    public InFlight(int uploadsMax, int uploadsPerPartnerMax) {
        this.places = new Places(uploadsMax, uploadsPerPartnerMax);
    }

    private record Bytes(Lane lane, String digest) {}

    private record Key(String partner, String key) {}

    /**
     * Enters an upload; the ticket must be given back.
     *
     * @throws vn.lienthong.http.ProblemFailure {@code request-in-progress} or {@code busy}
     */
    Ticket enter(Lane lane, String digest, Optional<String> idempotencyKey) {
        Set<Object> own = new HashSet<>();
        own.add(new Bytes(lane, digest));
        idempotencyKey.ifPresent(key -> own.add(new Key(lane.partner(), key)));
        return enter(lane.partner(), own);
    }

    /**
     * Enters an upload of which nobody knows yet what it is.
     *
     * @throws vn.lienthong.http.ProblemFailure {@code busy}
     */
    public Ticket enter(Lane lane) {
        return enter(lane.partner(), Set.of());
    }

    private synchronized Ticket enter(String partner, Set<Object> own) {
        if (own.stream().anyMatch(things::contains)) {
            throw Problem.of(ProblemCode.REQUEST_IN_PROGRESS).failure();
        }
        if (!places.take(partner)) {
            throw Problem.passing(ProblemCode.BUSY, BUSY_RETRY_AFTER_S).failure();
        }
        things.addAll(own);
        return new Ticket(partner, own);
    }

    private synchronized void leave(String partner, Set<Object> own) {
        places.giveBack(partner);
        things.removeAll(own);
    }

    /** One upload's place; gives it back once, however often it is asked to. */
    public final class Ticket {
        private final String partner;
        private final Set<Object> own;
        private boolean left;

        private Ticket(String partner, Set<Object> own) {
            this.partner = partner;
            this.own = own;
        }

        public synchronized void giveBack() {
            if (!left) {
                left = true;
                leave(partner, own);
            }
        }
    }
}
