package vn.lienthong;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.Optional;
import java.util.UUID;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.SameContent;
import vn.lienthong.ledger.Ledger.StageResult;
import vn.lienthong.store.Store;

/**
 * {@code store}: puts the records that go on into the store, in the lane's order. The batches themselves are durable; a
 * restart skips those that exist.
 */
final class StoreStage implements Stage {
    static final String NAME = "store";

    private final ContentWork content;
    private final Ledger ledger;
    private final Store store;

    StoreStage(ContentWork content, Ledger ledger, Store store) {
        this.content = content;
        this.ledger = ledger;
        this.store = store;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<StageResult> run(Passage passage) throws IOException, InterruptedException {
        if (!Worker.await(ledger.hasTurn(passage.work()))) {
            return Optional.empty();
        }
        byte[] digest = VerifyStage.verified(passage).contentDigest();
        Optional<SameContent> same = Worker.await(ledger.findSameContent(passage.work(), digest));
        if (same.isPresent() && same.get().newestOfLane()) {
            UUID of = same.get().original();
            return Optional.of(new StageResult(NAME, new JsonObject().put("duplicate_of", of.toString()), null));
        }
        putBatches(passage);
        return Optional.of(new StageResult(NAME, new JsonObject(), null));
    }

    private void putBatches(Passage passage) throws IOException, InterruptedException {
        Delivery head = passage.head();
        Contract contract = content.contract(head.lane());
        long epoch = passage.work().leaseEpoch();
        BitSet done = store.fence(head.id(), head.lane(), head.laneNo(), epoch, contract);
        BitSet goesOn = CheckStage.goesOn(passage);
        if (goesOn.isEmpty()) {
            return;
        }
        StoreSetup setup = new StoreSetup(
                contract,
                new IdentityKey(store.identityKey()),
                goesOn,
                done,
                content.codeLists(),
                head.receivedAt().atZone(CheckStage.ZONE).toLocalDate(),
                content.chunks(),
                content.parallelism());
        try (InputStream in = content.open(passage)) {
            StoreRun.run(in, setup, () -> store.newBatch(contract), (batchNo, first, last, batch) -> {
                var unused = store.put(
                        new Store.BatchKey(head.id(), head.lane(), head.laneNo(), epoch, batchNo, first, last), batch);
            });
        }
    }
}
