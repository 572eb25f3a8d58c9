package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import vn.lienthong.contract.RuleSwitch;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Uuid7;
import vn.lienthong.delivery.Verdict;
import vn.lienthong.ledger.History;
import vn.lienthong.validate.RecordCheck;

class RuleTrialTest {
    @Test
    void tellsWhyARuleWeighsOtherwiseAsLongAsItDoes() {
        LocalDate last = LocalDate.of(2026, 12, 31);
        RecordCheck.Terms terms =
                new RecordCheck.Terms(Map.of(), List.of(new RuleSwitch("RULE_A", null, last, "letter 12/2026")));
        assertEquals("letter 12/2026", RuleTrial.reason(terms, "RULE_A", last));
        assertEquals("", RuleTrial.reason(terms, "RULE_A", last.plusDays(1)));
        assertEquals("", RuleTrial.reason(terms, "RULE_B", last));
    }

    @Test
    void comparesOnlyWhatARuleWasAskedFor() {
        // Given
        Delivery head = new Delivery(
                Uuid7.next(),
                new Lane("tax-01", "tax.settlement"),
                1,
                Door.HTTPS,
                null,
                1,
                "",
                Delivery.SealedBy.SENDER,
                Instant.EPOCH);
        JsonObject before =
                new JsonObject().put("RULE_A", 3).put("RULE_GROUP_KEPT", 2).put("RECORD_STALE", 5);
        History.Checked delivery = new History.Checked(head, "original", new Counts(9, 1, 0, 3, 0, 5, 0, 0), before);
        Verdict now = new Verdict(9, 1, 0, null, new BitSet(), Map.of("RULE_A", 1L, "RECORD_DUPLICATE", 1L));
        Map<String, long[]> counts = new TreeMap<>();
        // When
        RuleTrial.note(counts, delivery, now);
        // Then
        assertEquals(Set.of("RULE_A", RuleTrial.REJECTED), counts.keySet());
        assertArrayEquals(new long[] {3, 1}, counts.get("RULE_A"));
        assertArrayEquals(new long[] {3, 1}, counts.get(RuleTrial.REJECTED));
    }
}
