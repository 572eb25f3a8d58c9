package vn.lienthong.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static vn.lienthong.ledger.LedgerBench.LANE;
import static vn.lienthong.ledger.LedgerBench.answer;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.lienthong.delivery.Severity;
import vn.lienthong.delivery.Violation;

/** Violations: written in pieces, read in pages, within bounds. */
class ViolationsIT {
    private LedgerBench bench;

    @BeforeEach
    void open() {
        bench = new LedgerBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Ledger ledger() {
        return bench.ledger();
    }

    @Test
    void pagesViolationsInTheOrderTheyWereAdded() {
        // Given
        UUID delivery = bench.put(LANE, "a");
        Ledger.Work work = bench.claim("w");
        answer(ledger().addViolations(work, List.of(violation(99))));
        answer(ledger().clearViolations(work));
        for (int piece = 0; piece < 3; piece++) {
            List<Violation> violations = new ArrayList<>();
            for (int i = 1; i <= Violations.PIECE_MAX; i++) {
                violations.add(violation((long) piece * Violations.PIECE_MAX + i));
            }
            answer(ledger().addViolations(work, violations));
        }
        // When
        List<Violation> read = new ArrayList<>();
        List<Ledger.SequencedViolation> page = answer(ledger().violations(delivery, 0, 4_000));
        assertEquals(4_000, page.size());
        while (!page.isEmpty()) {
            page.forEach(v -> read.add(v.violation()));
            page = answer(
                    ledger().violations(delivery, page.get(page.size() - 1).seq(), 4_000));
        }
        // Then
        assertEquals(15_000, read.size());
        for (int i = 0; i < read.size(); i++) {
            assertEquals(violation(i + 1), read.get(i));
        }
        assertEquals(
                Violations.PAGE_MAX,
                answer(ledger().violations(delivery, 0, 1_000_000)).size());
    }

    @Test
    void numbersViolationsOnceThoughTheyComeAtTheSameTime() {
        // Given
        UUID delivery = bench.put(LANE, "a");
        Ledger.Work work = bench.claim("w");
        // When
        List<Future<Void>> pieces = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            pieces.add(ledger().addViolations(work, List.of(violation(2L * i), violation(2L * i + 1))));
        }
        pieces.forEach(LedgerBench::answer);
        // Then
        List<Ledger.SequencedViolation> page = answer(ledger().violations(delivery, 0, 100));
        assertEquals(24, page.size());
        assertEquals(24, page.get(23).seq());
    }

    @Test
    void forgetsTheViolationsOfNamedRulesOnly() {
        // Given
        UUID delivery = bench.put(LANE, "a");
        Ledger.Work work = bench.claim("w");
        Violation stale = new Violation(2, 3, null, "RECORD_STALE", Severity.WARNING, "cũ", "stale", null);
        answer(ledger().addViolations(work, List.of(violation(1), stale, violation(3))));
        // When
        answer(ledger().clearViolations(work, List.of("RECORD_STALE", "RECORD_TAKEN_OVER")));
        // Then
        assertEquals(
                List.of(1L, 3L),
                answer(ledger().violations(delivery, 0, 10)).stream()
                        .map(v -> v.violation().record())
                        .toList());
    }

    @Test
    void refusesMoreViolationsInACallThanItsBound() {
        // Given
        bench.put(LANE, "a");
        Ledger.Work work = bench.claim("w");
        List<Violation> tooMany = new ArrayList<>();
        for (int i = 0; i <= Violations.PIECE_MAX; i++) {
            tooMany.add(violation(i));
        }
        // When
        Future<Void> added = ledger().addViolations(work, tooMany);
        // Then
        assertThrows(IllegalArgumentException.class, () -> answer(added));
    }

    static Violation violation(long record) {
        return new Violation(
                record,
                record + 1,
                record % 2 == 0 ? "mst_don_vi" : null,
                "RULE_CHECK_DIGIT",
                Severity.ERROR,
                "Sai số kiểm tra",
                "The check digit is wrong",
                record % 3 == 0 ? "the leading zero is missing" : null);
    }
}
