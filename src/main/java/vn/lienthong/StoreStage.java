package vn.lienthong;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Violation;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.SameContent;
import vn.lienthong.ledger.Ledger.StageResult;
import vn.lienthong.ledger.Ledger.Work;
import vn.lienthong.store.NamedRecords;
import vn.lienthong.store.Store;
import vn.lienthong.store.Store.Claim;
import vn.lienthong.validate.NativeRule;

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
        long kept = put(passage, notices -> {
            Worker.await(ledger.clearViolations(passage.work(), List.of(NativeRule.RULE_GROUP_KEPT.name())));
            for (int from = 0; from < notices.size(); from += CheckStage.VIOLATIONS_A_CALL_MAX) {
                int to = Math.min(notices.size(), from + CheckStage.VIOLATIONS_A_CALL_MAX);
                Worker.await(ledger.addViolations(passage.work(), notices.subList(from, to)));
            }
        });
        return Optional.of(new StageResult(NAME, new JsonObject().put("kept", kept), null));
    }

    /**
     * Puts what is not in the store yet, and removes what the delivery's groups no longer have.
     *
     * @param notices takes the records that kept their group from being removed, once
     * @return how many those were
     */
    long put(Passage passage, Consumer<List<Violation>> notices) throws IOException, InterruptedException {
        Delivery head = passage.head();
        Contract contract = content.contract(head.lane());
        Work work = passage.work();
        Claim claim = new Claim(head.id(), head.lane(), head.laneNo(), work.leaseEpoch(), work.run());
        BitSet done = store.fence(claim);
        BitSet goesOn = CheckStage.goesOn(passage);
        boolean empty = passage.result(CheckStage.NAME).result().getLong("received") == 0;
        if (!goesOn.isEmpty()) {
            putBatches(passage, goesOn, done);
        }
        // A file whose records are all rejected speaks about nobody; one without records may speak about its head's
        // group.
        boolean speaks = !goesOn.isEmpty() || empty;
        return speaks && !contract.exchange().replaces().isEmpty() ? remove(passage, claim, goesOn, notices) : 0;
    }

    private long remove(Passage passage, Claim claim, BitSet goesOn, Consumer<List<Violation>> notices)
            throws IOException, InterruptedException {
        CheckSetup setup = content.checkSetup(passage.head(), new IdentityKey(store.identityKey()));
        try (NamedRecords named = new NamedRecords(content.scratch());
                InputStream in = content.open(passage)) {
            RemoveRun.Reading reading = RemoveRun.run(in, setup, goesOn, named);
            if (reading.keptCount() > 0) {
                notices.accept(reading.kept());
            }
            if (reading.removes()) {
                var unused = store.remove(
                        claim, setup.contract(), named, setup.terms().scope());
            }
            return reading.keptCount();
        }
    }

    private void putBatches(Passage passage, BitSet goesOn, BitSet done) throws IOException, InterruptedException {
        Delivery head = passage.head();
        Contract contract = content.contract(head.lane());
        long epoch = passage.work().leaseEpoch();
        AtomicBoolean tellsProgress = new AtomicBoolean(passage.work().deaths() > 0);
        StoreSetup setup = new StoreSetup(
                contract,
                new IdentityKey(store.identityKey()),
                goesOn,
                done,
                content.codeLists(),
                ContentWork.receivedOn(head),
                content.chunks(),
                content.parallelism());
        try (InputStream in = content.open(passage)) {
            StoreRun.run(in, setup, () -> store.newBatch(contract), (batchNo, first, last, batch) -> {
                var unused = store.put(
                        new Store.BatchKey(head.id(), head.lane(), head.laneNo(), epoch, batchNo, first, last), batch);
                if (tellsProgress.compareAndSet(true, false)) {
                    Worker.await(ledger.progressed(passage.work()));
                }
            });
        }
    }
}
