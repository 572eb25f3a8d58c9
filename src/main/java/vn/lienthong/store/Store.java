package vn.lienthong.store;

import io.vertx.core.Future;
import java.util.BitSet;
import java.util.UUID;
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
     * older epoch fail from now on. Returns which batches exist already. Blocking.
     *
     * @return bit n-1 is set when batch n exists
     */
    BitSet fence(UUID delivery, Lane lane, long laneNo, long leaseEpoch, Contract contract);

    /** An empty batch to be filled; for one thread. */
    Batch newBatch(Contract contract);

    /** Puts one batch in one transaction (DESIGN 5.4), again by itself after 40P01 and 40001. Blocking. */
    BatchCounts put(BatchKey key, Batch batch);

    /** Sums the batches of a delivery. Blocking. */
    DeliverySum sum(UUID delivery);

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
            long removed,
            String epoch,
            long firstPosition,
            long lastPosition) {}
}
