package vn.lienthong.intake;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.lienthong.delivery.Lane;
import vn.lienthong.http.Problem;
import vn.lienthong.http.ProblemCode;

/** What is being received at this moment: bounds it, and keeps one thing from being received twice at once. */
final class InFlight {

    private static final int BUSY_RETRY_AFTER_S = 2;

    private final int uploadsMax;
    private final int uploadsPerPartnerMax;
    private final Set<Object> things = new HashSet<>();
    private final Map<String, Integer> byPartner = new HashMap<>();
    private int uploads;

    InFlight(int uploadsMax, int uploadsPerPartnerMax) {
        this.uploadsMax = uploadsMax;
        this.uploadsPerPartnerMax = uploadsPerPartnerMax;
    }

    private record Bytes(Lane lane, String digest) {}

    private record Key(String partner, String key) {}

    /**
     * Enters an upload; the ticket must be given back.
     *
     * @throws vn.lienthong.http.ProblemFailure {@code request-in-progress} or {@code busy}
     */
    synchronized Ticket enter(Lane lane, String digest, Optional<String> idempotencyKey) {
        Bytes bytes = new Bytes(lane, digest);
        Optional<Key> key = idempotencyKey.map(k -> new Key(lane.partner(), k));
        if (things.contains(bytes) || key.filter(things::contains).isPresent()) {
            throw Problem.of(ProblemCode.REQUEST_IN_PROGRESS).failure();
        }
        int ofPartner = byPartner.getOrDefault(lane.partner(), 0);
        if (uploads >= uploadsMax || ofPartner >= uploadsPerPartnerMax) {
            throw Problem.passing(ProblemCode.BUSY, BUSY_RETRY_AFTER_S).failure();
        }
        uploads++;
        byPartner.put(lane.partner(), ofPartner + 1);
        things.add(bytes);
        key.ifPresent(things::add);
        return new Ticket(bytes, key);
    }

    private synchronized void leave(Bytes bytes, Optional<Key> key) {
        uploads--;
        byPartner.computeIfPresent(bytes.lane().partner(), (p, n) -> n > 1 ? n - 1 : null);
        things.remove(bytes);
        key.ifPresent(things::remove);
    }

    /** One upload's place; gives it back once, however often it is asked to. */
    final class Ticket {
        private final Bytes bytes;
        private final Optional<Key> key;
        private boolean left;

        private Ticket(Bytes bytes, Optional<Key> key) {
            this.bytes = bytes;
            this.key = key;
        }

        synchronized void giveBack() {
            if (!left) {
                left = true;
                leave(bytes, key);
            }
        }
    }
}
