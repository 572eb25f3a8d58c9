package vn.lienthong.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Severity;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;
import vn.lienthong.yaml.Nearest;
import vn.lienthong.yaml.YamlFile;
import vn.lienthong.yaml.YamlMap;

/**
 * Samples by edits: {@code samples/rules.yaml} names a file that breaks no rule, and cases that each change a little of
 * it and say which rules must then be broken. Every rule of the contract needs a case.
 *
 * @param label how findings name the file
 * @param base the file that breaks nothing
 */
public record RuleCases(String label, Path base, List<RuleCase> cases) {
    /** Name of the file, beside the samples. */
    public static final String FILE = "rules.yaml";

    static final int CASES_MAX = 5_000;
    private static final int EDITS_MAX = 50;
    private static final int RECORDS_MAX = 1_000;

    public RuleCases {
        cases = List.copyOf(cases);
    }

    /**
     * One case.
     *
     * @param line in the file
     * @param record the record of the base that is edited, from 1
     * @param fires codes of rules that must be broken
     * @param only whether no other rule may be broken
     * @param severity that those violations must have, or null
     * @param field source name that those violations must have, or null
     */
    public record RuleCase(
            int line,
            String name,
            int record,
            List<Edit> edits,
            Set<String> fires,
            boolean only,
            @Nullable Severity severity,
            @Nullable String field) {
        public RuleCase {
            edits = List.copyOf(edits);
            fires = Set.copyOf(fires);
        }
    }

    /** What is done to a place. */
    public enum Action {
        SET,
        REMOVE,
        /** Another one with the same content behind it. */
        COPY
    }

    /**
     * One change.
     *
     * @param at {@code XML2[1].T_BHTT} a field of a row, {@code XML3[2]} a row, {@code XML7} a table; {@code /A/B/C} an
     *     element from the root
     * @param value for {@link Action#SET}
     */
    public record Edit(String at, Action action, String value) {}

    /** The cases of a feed; empty when it has none, or the file has an error. */
    public static Optional<RuleCases> read(Home home, Contract contract, Findings findings) {
        Path folder = home.feeds().resolve(contract.feed()).resolve("samples");
        if (!Files.exists(folder.resolve(FILE))) {
            return Optional.empty();
        }
        int before = findings.errors();
        String label = Contracts.FOLDER + "/" + contract.feed() + "/samples/" + FILE;
        YamlFile yaml = YamlFile.read(folder.resolve(FILE), label, findings);
        if (!yaml.readable()) {
            return Optional.empty();
        }
        YamlMap root = yaml.root();
        root.know("about");
        String base = root.text("base");
        Path file = folder.resolve(Path.of(base.isEmpty() ? FILE : base).getFileName());
        if (!base.isEmpty() && !Files.isRegularFile(file)) {
            root.error("base", "there is no file '" + base + "' beside it", null);
        }
        TreeSet<String> rules = new TreeSet<>();
        contract.rules().forEach(r -> rules.add(r.code()));
        List<RuleCase> cases = new ArrayList<>();
        List<YamlMap> entries = root.maps("cases");
        if (entries.size() > CASES_MAX) {
            root.error("cases", "more than " + CASES_MAX + " cases", null);
            return Optional.empty();
        }
        entries.forEach(entry -> cases.add(one(entry, rules)));
        root.refuseOthers();
        withoutCase(label, rules, cases, findings);
        return findings.errors() == before ? Optional.of(new RuleCases(label, file, cases)) : Optional.empty();
    }

    private static void withoutCase(String label, Set<String> rules, List<RuleCase> cases, Findings findings) {
        Set<String> open = new TreeSet<>(rules);
        cases.forEach(c -> open.removeAll(c.fires()));
        for (String code : open) {
            String hint = "add a case with 'fires: [" + code + "]'";
            findings.accept(Finding.error(label, 1, "no case breaks rule '" + code + "'", hint));
        }
    }

    private static RuleCase one(YamlMap entry, Set<String> rules) {
        String name = entry.text("name");
        List<Edit> edits = new ArrayList<>();
        List<YamlMap> changes = entry.maps("edits");
        if (changes.isEmpty() || changes.size() > EDITS_MAX) {
            entry.error("edits", "a case needs 1 to " + EDITS_MAX + " edits", "the base itself breaks no rule");
        }
        changes.forEach(change -> edits.add(edit(change)));
        List<String> fires = entry.texts("fires");
        if (fires.isEmpty()) {
            entry.error("fires", "'fires' is missing", "the codes of the rules that must be broken");
        }
        for (String code : fires) {
            if (!rules.contains(code) && !RuleReader.NATIVE.contains(code)) {
                entry.error("fires", "there is no rule '" + code + "'", Nearest.hint(code, rules));
            }
        }
        Severity severity = entry.has("severity")
                ? entry.choice("severity", YamlMap.words(Severity.class, '-'), Severity.ERROR)
                : null;
        RuleCase one = new RuleCase(
                entry.line(),
                name,
                (int) entry.whole("record", 1, RECORDS_MAX, 1),
                edits,
                Set.copyOf(fires),
                entry.flag("only", false),
                severity,
                entry.textOrNull("field"));
        entry.refuseOthers();
        return one;
    }

    private static Edit edit(YamlMap change) {
        String at = change.text("at");
        String value = change.has("set") ? String.valueOf(change.textOrNull("set")) : "";
        Map<Action, Boolean> said = Map.of(
                Action.SET, change.has("set"),
                Action.REMOVE, change.flag("remove", false),
                Action.COPY, change.flag("copy", false));
        List<Action> actions = said.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
        if (actions.size() != 1) {
            change.error("at", "an edit is one of set, remove, copy", "like {at: \"XML2[1].T_BHTT\", set: \"5\"}");
        }
        change.refuseOthers();
        return new Edit(at, actions.isEmpty() ? Action.REMOVE : actions.get(0), value);
    }

    /** The bytes of the base. */
    public byte[] baseBytes() throws IOException {
        return Files.readAllBytes(base);
    }
}
