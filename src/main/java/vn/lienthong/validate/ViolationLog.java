package vn.lienthong.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import vn.lienthong.delivery.Violation;

/** Counts every violation of a file and lists the first of each rule. For one thread. */
public final class ViolationLog {
    /** Violations listed of one rule; the counts stay exact. */
    public static final int LISTED_PER_RULE_MAX = 10_000;
    /** Violations given to the sink at a time. */
    public static final int BATCH_MAX = 1_000;

    private final List<Finding> catalogue;
    private final Consumer<List<Violation>> sink;
    private final int[] ruleOf;
    private final List<String> rules;
    private final long[] counts;
    private final List<Violation> batch = new ArrayList<>();

    public ViolationLog(RecordCheck check, Consumer<List<Violation>> sink) {
        this.catalogue = check.findings();
        this.sink = sink;
        this.rules = catalogue.stream().map(Finding::rule).distinct().toList();
        this.ruleOf = catalogue.stream().mapToInt(f -> rules.indexOf(f.rule())).toArray();
        this.counts = new long[rules.size()];
    }

    /** Takes the findings of a chunk. */
    public void add(long firstRecord, Findings found) {
        for (int i = 0; i < found.size(); i++) {
            add(firstRecord + found.record(i), found.line(i), found.finding(i));
        }
    }

    /** Takes one finding. */
    public void add(long record, long line, int finding) {
        list(finding, catalogue.get(finding).at(record, line));
    }

    /** Takes one finding of the whole file, with a hint of its own. */
    public void addOfFile(int finding, String hint) {
        Finding f = catalogue.get(finding);
        list(finding, new Violation(0, 1, f.field(), f.rule(), f.severity(), f.messageVi(), f.messageEn(), hint));
    }

    private void list(int finding, Violation violation) {
        long count = ++counts[ruleOf[finding]];
        if (count <= LISTED_PER_RULE_MAX) {
            batch.add(violation);
            if (batch.size() == BATCH_MAX) {
                flush();
            }
        }
    }

    /** Gives what is left to the sink. */
    public void flush() {
        if (!batch.isEmpty()) {
            sink.accept(List.copyOf(batch));
            batch.clear();
        }
    }

    /** Exact number of violations by rule code; rules without one are left out. */
    public Map<String, Long> counts() {
        Map<String, Long> byRule = new TreeMap<>();
        for (int r = 0; r < counts.length; r++) {
            if (counts[r] > 0) {
                byRule.put(rules.get(r), counts[r]);
            }
        }
        return byRule;
    }
}
