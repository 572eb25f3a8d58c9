package vn.lienthong.store;

import io.vertx.core.Future;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.CanonicalWriter;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Lane;

/**
 * The central insurance store. Calls that return a {@link Future} may be made from an event loop; the others block and
 * belong on a worker thread.
 */
public interface Store {

    /** Makes or extends the tables of a contract, as role owner. Idempotent. Blocking. */
    void adopt(Contract contract);

    /** 16 secret bytes that make record ids opaque; made once with the store, the same for ever. Blocking. */
    byte[] identityKey();

    /**
     * The fence (DESIGN 5.3): notes the delivery with this lease epoch, raising an older one; batches put under an
     * older epoch fail from now on. Returns which batches of this run exist already. Blocking.
     *
     * @return bit n-1 is set when batch n exists
     */
    BitSet fence(Claim claim);

    /** An empty batch to be filled; for one thread. */
    Batch newBatch(Contract contract);

    /** Puts one batch in one transaction (DESIGN 5.4), again by itself after 40P01 and 40001. Blocking. */
    BatchCounts put(BatchKey key, Batch batch);

    /**
     * Removes what the groups of a delivery no longer have (DESIGN 5.9), after its batches: of each group that it
     * states, the live rows that are older and not named become tombstones, in one transaction, once for each run.
     * Blocking.
     *
     * @param scope canonical field to the values that the partner may speak of; rows outside stay. Empty = everything
     */
    Removal remove(Claim claim, Contract contract, NamedRecords named, Map<String, List<String>> scope);

    /** Sums the batches of a delivery's latest run: what that run did. Blocking. */
    DeliverySum sum(UUID delivery);

    /**
     * Sums the batches of all runs: what the delivery did. What an earlier run put, the latest one finds unchanged; here
     * it counts as stored. So stored, unchanged and stale together are the records of the latest run. Blocking.
     */
    DeliverySum sumOfRuns(UUID delivery);

    /**
     * Records of a delivery that met another statement, in the order of the file, at most {@code limit}: stale ones of
     * its latest run, taken over by any of its runs. No more than {@value #NOTICES_MAX} of a kind are remembered in a
     * run. Blocking.
     */
    List<Notice> notices(UUID delivery, Notice.Kind kind, int limit);

    /** Forgets the notices of a delivery that is settled. Blocking. */
    void forgetNotices(UUID delivery);

    /** Notices remembered of one kind and delivery. */
    int NOTICES_MAX = 10_000;

    /** One page of a feed. */
    Future<Page> page(PageRequest request);

    /** The epoch of the feeds and the highest position of this one. */
    Future<FeedHead> head(String feed);

    /**
     * Completes at once when the feed has a position above {@code position}, else when one appears or after
     * {@code timeoutMs}; holds no database connection while it waits.
     */
    Future<Void> awaitBeyond(String feed, long position, long timeoutMs);

    Future<Void> close();

    /** Canonical records of one batch, encoded as they are written. */
    interface Batch extends CanonicalWriter {
        /** Records written so far. */
        int records();

        /** Encoded bytes so far. */
        int bytes();

        /** Empties it for use again. */
        void clear();

        /**
         * Of the record that was begun last.
         *
         * @param line where it stands in the file
         * @param group 16 bytes, the group it belongs to; null where the contract replaces none
         */
        void place(long line, byte @Nullable [] group);
    }

    /**
     * A delivery as the ledger gave it out.
     *
     * @param run from 1; a higher one when it is stored again from its sealed original
     */
    record Claim(UUID delivery, Lane lane, long laneNo, long leaseEpoch, int run) {}

    /** Rows that became tombstones; position is 0 when there was none. */
    record Removal(long removed, long position) {}

    /** A record that met another statement about its key. */
    record Notice(Kind kind, long record, long line) {

        /** What happened to it. */
        public enum Kind {
            /** A newer statement holds. */
            STALE,
            /** It replaced the statement of another partner. */
            TAKEN_OVER;

            String word() {
                return this == STALE ? "stale" : "taken-over";
            }
        }
    }

    /**
     * @param batchNo from 1
     * @param firstRecord number of the first record of the file that this batch covers, going on or not
     * @param lastRecord number of the last one
     */
    record BatchKey(
            UUID delivery, Lane lane, long laneNo, long leaseEpoch, int batchNo, long firstRecord, long lastRecord) {}

    /** What became of the records offered in one batch; position is 0 when it stored nothing. */
    record BatchCounts(long stored, long unchanged, long stale, long position) {}

    /** All batches of a delivery; positions are 0 when it took none. */
    record DeliverySum(
            long stored,
            long unchanged,
            long stale,
            long takenOver,
            long removed,
            String epoch,
            long firstPosition,
            long lastPosition) {}
}
