package vn.lienthong;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Violation;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.SequencedViolation;
import vn.lienthong.ledger.Ledger.StageResult;
import vn.lienthong.sftp.Reports;

/**
 * {@code report}: what goes back to the partner. A partner of the HTTPS door asks for its receipts and violations itself,
 * and both are durable since <em>settle</em>. A partner of the SFTP door fetches files: its receipts come straight from
 * the ledger, its report is written here. Done again, it writes the same report.
 */
final class ReportStage implements Stage {
    static final String NAME = "report";

    private static final int VIOLATIONS_IN_A_PAGE = 1_000;

    private final Ledger ledger;
    private final Reports reports;

    ReportStage(Ledger ledger, Reports reports) {
        this.ledger = ledger;
        this.reports = reports;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<StageResult> run(Passage passage) throws IOException {
        Delivery head = passage.head();
        boolean fetched = head.door() == Door.SFTP;
        if (fetched) {
            reports.write(
                    new Reports.Subject(head.lane().partner(), head.id(), head.name()),
                    passage.refusal(),
                    new ViolationPages(ledger, head));
        }
        return Optional.of(new StageResult(
                NAME, new JsonObject().put("door", head.door().wire()).put("handed_over", fetched), null));
    }

    /** The ledger's violations, a page at a time. */
    private static final class ViolationPages implements Reports.Pages {
        private final Ledger ledger;
        private final Delivery head;
        private long last;

        ViolationPages(Ledger ledger, Delivery head) {
            this.ledger = ledger;
            this.head = head;
        }

        @Override
        public List<Violation> next() {
            List<Violation> page = new ArrayList<>();
            for (SequencedViolation each : Worker.await(ledger.violations(head.id(), last, VIOLATIONS_IN_A_PAGE))) {
                page.add(each.violation());
                last = each.seq();
            }
            return page;
        }
    }
}
