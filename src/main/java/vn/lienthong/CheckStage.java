package vn.lienthong;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Verdict;
import vn.lienthong.delivery.Violation;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.StageResult;
import vn.lienthong.store.Store;

/** {@code check}: parses and judges every record; its durable result is the verdict. */
final class CheckStage implements Stage {
    static final String NAME = "check";
    /** Days of contracts and code lists are days in Viet Nam. */
    static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    static final int VIOLATIONS_A_CALL_MAX = 5_000;

    private final ContentWork content;
    private final Ledger ledger;
    private final Store store;
    private final XmlSignaturePolicies signatures;

    CheckStage(ContentWork content, Ledger ledger, Store store, XmlSignaturePolicies signatures) {
        this.content = content;
        this.ledger = ledger;
        this.store = store;
        this.signatures = signatures;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<StageResult> run(Passage passage) throws IOException, InterruptedException {
        Worker.await(ledger.clearViolations(passage.work()));
        StageResult done = judge(passage, violations -> {
            for (int from = 0; from < violations.size(); from += VIOLATIONS_A_CALL_MAX) {
                int to = Math.min(violations.size(), from + VIOLATIONS_A_CALL_MAX);
                Worker.await(ledger.addViolations(passage.work(), violations.subList(from, to)));
            }
        });
        JsonObject said = done.result();
        if (!said.containsKey("refusal")) {
            long received = said.getLong("received");
            long rejected = said.getLong("rejected");
            long duplicate = said.getLong("duplicate");
            Counts counts = new Counts(received, 0, 0, rejected, duplicate, 0, 0, received - rejected - duplicate);
            passage.progress(new Ledger.Progress(counts, said.getJsonObject("rules")));
        }
        return Optional.of(done);
    }

    /** Parses and judges every record, and tells nobody but the sink. */
    StageResult judge(Passage passage, Consumer<List<Violation>> sink) throws IOException, InterruptedException {
        CheckSetup setup = content.checkSetup(passage.head(), new IdentityKey(store.identityKey()));
        Verdict verdict;
        try (InputStream in = content.open(passage)) {
            SignatureWatch signature = SignatureWatch.of(
                    setup.contract(),
                    () -> signatures.of(passage.head(), setup.contract()),
                    () -> content.open(passage));
            verdict = CheckRun.run(in, setup, signature, sink);
        }
        JsonObject rules = new JsonObject();
        new TreeMap<>(verdict.rules()).forEach(rules::put);
        JsonObject result = new JsonObject()
                .put("contract", setup.contract().version())
                .put("lists_at", setup.receivedOn().toString())
                .put("received", verdict.received())
                .put("rejected", verdict.rejected())
                .put("duplicate", verdict.duplicate())
                .put("rules", rules);
        return new StageResult(
                NAME,
                VerifyStage.refused(result, verdict.refusal()),
                Buffer.buffer(verdict.goesOn().toByteArray()));
    }

    /** Reads back the bitmap that {@link #run} made durable. */
    static BitSet goesOn(Passage passage) {
        Buffer bitmap = passage.result(NAME).blob();
        if (bitmap == null) {
            throw new Fault("the check stage left no bitmap");
        }
        return BitSet.valueOf(bitmap.getBytes());
    }

    static Map<String, Long> rules(JsonObject rules) {
        Map<String, Long> counts = new TreeMap<>();
        rules.fieldNames().forEach(code -> counts.put(code, rules.getLong(code)));
        return counts;
    }
}
