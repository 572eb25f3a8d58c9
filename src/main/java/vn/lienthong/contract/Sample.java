package vn.lienthong.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.SampleExpectation.Expected;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.Severity;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;
import vn.lienthong.yaml.Nearest;
import vn.lienthong.yaml.YamlFile;
import vn.lienthong.yaml.YamlMap;

/**
 * A file that a partner might send, unsealed, and what must be said of it: {@code samples/<name>} and
 * {@code samples/<name>.expect.yaml} beside a contract.
 */
public record Sample(String feed, Path file, String label, SampleExpectation expectation) {
    private static final long RECORDS_MAX = 1_000_000_000_000L;
    private static final String EXPECT = ".expect.yaml";
    private static final Set<String> OF_RECORDS = Set.of("RECORD_DUPLICATE", "RECORD_OUT_OF_SCOPE");

    /** The samples of a feed in the order of their names; those with an error are left out, with findings. */
    public static List<Sample> read(Home home, Contract contract, Findings findings) {
        String folder = Contracts.FOLDER + "/" + contract.feed() + "/samples";
        Path place = home.feeds().resolve(contract.feed()).resolve("samples");
        Set<String> names = names(place);
        List<Sample> samples = new ArrayList<>();
        for (String name : names) {
            String label = folder + "/" + name;
            if (name.endsWith(EXPECT)) {
                String sample = name.substring(0, name.length() - EXPECT.length());
                if (!names.contains(sample)) {
                    findings.accept(Finding.error(label, 1, "there is no sample '" + sample + "' beside it", null));
                }
            } else if (!names.contains(name + EXPECT)) {
                findings.accept(Finding.error(label, 1, "there is no '" + name + EXPECT + "' beside it", null));
            } else {
                Path file = place.resolve(name);
                expectation(place.resolve(name + EXPECT), label + EXPECT, contract, findings)
                        .ifPresent(e -> samples.add(new Sample(contract.feed(), file, label, e)));
            }
        }
        return samples;
    }

    private static Set<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith(".") && !name.equals(RuleCases.FILE))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            return Set.of();
        }
    }

    private static Optional<SampleExpectation> expectation(
            Path file, String label, Contract contract, Findings findings) {
        int before = findings.errors();
        YamlFile yaml = YamlFile.read(file, label, findings);
        if (!yaml.readable()) {
            return Optional.empty();
        }
        YamlMap root = yaml.root();
        root.know("about");
        boolean refused = root.has("refusal");
        long received = refused ? root.whole("received", 0, RECORDS_MAX, 0) : root.whole("received", 0, RECORDS_MAX);
        long rejected = root.whole("rejected", 0, received, 0);
        long duplicate = root.whole("duplicate", 0, received - rejected, 0);
        RefusalCode refusal = refusal(root);
        List<Expected> violations = new ArrayList<>();
        for (YamlMap entry : root.maps("violations")) {
            violations.add(expected(entry, received, contract));
        }
        List<String> lists = root.texts("lists");
        root.refuseOthers();
        return findings.errors() == before
                ? Optional.of(new SampleExpectation(received, rejected, duplicate, refusal, violations, lists))
                : Optional.empty();
    }

    private static @Nullable RefusalCode refusal(YamlMap root) {
        String word = root.textOrNull("refusal");
        if (word == null) {
            return null;
        }
        try {
            return RefusalCode.valueOf(word);
        } catch (IllegalArgumentException e) {
            List<String> codes = Stream.of(RefusalCode.values()).map(Enum::name).toList();
            root.error("refusal", "there is no refusal '" + word + "'", Nearest.hint(word, codes));
            return null;
        }
    }

    private static Expected expected(YamlMap entry, long received, Contract contract) {
        long record = entry.whole("record", 0, received);
        String field = entry.textOrNull("field");
        List<String> sources = new ArrayList<>();
        for (Table table : contract.tables()) {
            String prefix = table.source() == null ? "" : table.source() + ".";
            table.fields().forEach(f -> sources.add(prefix + f.source()));
        }
        contract.tables().stream().map(Table::source).filter(Objects::nonNull).forEach(sources::add);
        if (field != null && !sources.contains(field)) {
            entry.error("field", "there is no source field '" + field + "'", Nearest.hint(field, sources));
        }
        String rule = entry.text("rule");
        Set<String> rules = contract.rules().stream().map(Rule::code).collect(Collectors.toCollection(TreeSet::new));
        rules.addAll(RuleReader.NATIVE);
        rules.addAll(OF_RECORDS);
        if (!rule.isEmpty() && !rules.contains(rule)) {
            entry.error("rule", "there is no rule '" + rule + "'", Nearest.hint(rule, rules));
        }
        Map<String, Severity> severities = YamlMap.words(Severity.class, '-');
        Severity severity = entry.choice("severity", severities, Severity.ERROR);
        entry.refuseOthers();
        return new Expected(record, field, rule, severity);
    }
}
