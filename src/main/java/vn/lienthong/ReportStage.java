package vn.lienthong;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import vn.lienthong.ledger.Ledger.StageResult;

/**
 * {@code report}: what goes back to the partner. A partner of the HTTPS door asks for its receipts and violations itself,
 * and both are durable since <em>settle</em>: the stage notes that nothing is left to hand over, which ends the lease.
 */
final class ReportStage implements Stage {
    static final String NAME = "report";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<StageResult> run(Passage passage) {
        return Optional.of(new StageResult(
                NAME, new JsonObject().put("door", passage.head().door().wire()).put("handed_over", false), null));
    }
}
