package vn.lienthong.contract;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one list in memory, followed from every day to now beforehand: a look-up is one search by hash.
 *
 * <p>A code that still has a change before it is followed through it, and the next. One without is of now when the last
 * change that names it has it among the new codes; a code that ended and is sent late is followed from where it ended,
 * because since then it cannot mean anything else.
 */
final class CodeHistory implements CodeChanges {
    private static final Change UNKNOWN = new Change(Kind.UNKNOWN, null);
    /** Sorts in front of every code that a change from nowhere has as its old one. */
    static final String NOWHERE = "";

    private final List<LocalDate> days;
    /** By code; then by the number of changes that had come into force. */
    private final Map<String, Change[]> outcomes = new HashMap<>();

    /**
     * One line of a list of changes; a split has several.
     *
     * @param from the first day of the new code
     * @param old the code before, {@link #NOWHERE} for a new code without one
     * @param code the new code
     * @param kind UNCHANGED, WHOLE or SPLIT
     */
    record Line(LocalDate from, String old, String code, Kind kind) {}

    private record Step(int change, List<Line> lines) {}

    private CodeHistory(List<LocalDate> days) {
        this.days = days;
    }

    static CodeHistory of(List<Line> lines) {
        List<LocalDate> days =
                List.copyOf(new TreeSet<>(lines.stream().map(Line::from).toList()));
        CodeHistory history = new CodeHistory(days);
        Map<String, List<Step>> steps = new HashMap<>();
        Map<String, TreeSet<Integer>> begun = new HashMap<>();
        lines.stream().sorted(Comparator.comparing(Line::from)).forEach(line -> {
            int change = days.indexOf(line.from());
            begun.computeIfAbsent(line.code(), c -> new TreeSet<>()).add(change);
            if (!line.old().equals(NOWHERE)) {
                List<Step> ofCode = steps.computeIfAbsent(line.old(), c -> new ArrayList<>());
                if (ofCode.isEmpty() || ofCode.get(ofCode.size() - 1).change() != change) {
                    ofCode.add(new Step(change, new ArrayList<>()));
                }
                ofCode.get(ofCode.size() - 1).lines().add(line);
            }
        });
        Walk walk = new Walk(steps, begun);
        TreeSet<String> codes = new TreeSet<>(steps.keySet());
        codes.addAll(begun.keySet());
        for (String code : codes) {
            Change[] byPeriod = new Change[days.size() + 1];
            for (int inForce = 0; inForce < byPeriod.length; inForce++) {
                byPeriod[inForce] = walk.from(code, inForce);
            }
            history.outcomes.put(code, byPeriod);
        }
        return history;
    }

    @Override
    public Change change(byte[] code, int start, int end, @Nullable LocalDate at) {
        Change[] byPeriod = outcomes.get(new String(code, start, end - start, StandardCharsets.UTF_8));
        if (byPeriod == null) {
            return UNKNOWN;
        }
        int inForce = 0;
        while (at != null && inForce < days.size() && !days.get(inForce).isAfter(at)) {
            inForce++;
        }
        return byPeriod[inForce];
    }

    private record Walk(Map<String, List<Step>> steps, Map<String, TreeSet<Integer>> begun) {

        /** What the code of a day is now, when so many changes were in force on that day. */
        Change from(String code, int inForce) {
            Step next = next(code, inForce);
            if (next != null) {
                return follow(next, code);
            }
            Integer asNew = begun.getOrDefault(code, new TreeSet<>()).lower(inForce);
            Step ended = last(code, inForce);
            if (asNew != null && (ended == null || asNew >= ended.change())) {
                return new Change(Kind.CURRENT, code);
            }
            return ended == null ? UNKNOWN : follow(ended, code);
        }

        private Change follow(Step first, String code) {
            Kind kind = Kind.UNCHANGED;
            String now = code;
            for (Step step = first; step != null; step = next(now, step.change() + 1)) {
                if (step.lines().size() > 1) {
                    return new Change(Kind.SPLIT, null);
                }
                Line line = step.lines().get(0);
                kind = line.kind() == Kind.UNCHANGED ? kind : Kind.WHOLE;
                now = line.code();
            }
            return new Change(kind, now);
        }

        private @Nullable Step next(String code, int fromChange) {
            return steps.getOrDefault(code, List.of()).stream()
                    .filter(step -> step.change() >= fromChange)
                    .findFirst()
                    .orElse(null);
        }

        private @Nullable Step last(String code, int beforeChange) {
            List<Step> before = steps.getOrDefault(code, List.of()).stream()
                    .filter(step -> step.change() < beforeChange)
                    .toList();
            return before.isEmpty() ? null : before.get(before.size() - 1);
        }
    }
}
