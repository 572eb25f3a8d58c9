package vn.lienthong;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.RuleCases;
import vn.lienthong.contract.RuleCases.RuleCase;
import vn.lienthong.contract.Sample;
import vn.lienthong.contract.SampleExpectation.Expected;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.Verdict;
import vn.lienthong.delivery.Violation;
import vn.lienthong.validate.RecordCheck;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

/** Runs the samples of contracts through the same check that deliveries go through. */
public final class SampleRun {
    /** Samples are dated: rules and lists are those of this day, whenever the sample is run. */
    public static final LocalDate DAY = LocalDate.of(2026, 11, 21);

    private static final int BUFFER_BYTES = 1 << 16;

    private final CodeLists codeLists;
    private final Path scratch;

    /** @param scratch an existing folder for intermediate files */
    public SampleRun(CodeLists codeLists, Path scratch) {
        this.codeLists = codeLists;
        this.scratch = scratch;
    }

    /** What was found in one file. */
    public record Checked(Verdict verdict, List<Violation> violations) {}

    /** Checks a plain file as a delivery of that day would be checked, without any scope. */
    public Checked check(Contract contract, Path file, LocalDate day) throws IOException {
        CheckSetup setup = setup(contract, day);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
            return check(in, setup, CheckRun.compiled(setup));
        }
    }

    private CheckSetup setup(Contract contract, LocalDate day) {
        return new CheckSetup(
                contract,
                codeLists,
                RecordCheck.Terms.NONE,
                day,
                new IdentityKey(new byte[IdentityKey.BYTES]),
                scratch,
                Runnable::run,
                1);
    }

    private static Checked check(InputStream in, CheckSetup setup, RecordCheck check) throws IOException {
        List<Violation> violations = new ArrayList<>();
        try {
            return new Checked(CheckRun.run(in, setup, check, violations::addAll), violations);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Runs the cases of a contract's rules; a finding for each that is not as it says. */
    public void ruleCases(RuleCases cases, Contract contract, Findings findings) throws IOException {
        CheckSetup setup = setup(contract, DAY);
        RecordCheck check = CheckRun.compiled(setup);
        byte[] base = cases.baseBytes();
        Checked sound = check(new ByteArrayInputStream(base), setup, check);
        if (sound.verdict().refusal() != null
                || !sound.violations().isEmpty()
                || sound.verdict().received() == 0) {
            String found = sound.verdict().refusal() == null
                    ? String.join(", ", codes(sound.violations()))
                    : sound.verdict().refusal().code().name();
            findings.accept(Finding.error(cases.label(), 1, "the base is not sound: " + found, null));
            return;
        }
        for (RuleCase one : cases.cases()) {
            String problem;
            try {
                byte[] edited = SampleEdits.of(base, one.record(), one.edits());
                problem = problem(one, check(new ByteArrayInputStream(edited), setup, check));
            } catch (IllegalArgumentException e) {
                problem = String.valueOf(e.getMessage());
            }
            if (!problem.isEmpty()) {
                findings.accept(Finding.error(cases.label(), one.line(), one.name() + ": " + problem, null));
            }
        }
    }

    private static String problem(RuleCase one, Checked checked) {
        if (checked.verdict().refusal() != null) {
            return "refused as " + checked.verdict().refusal().code();
        }
        List<Violation> named = checked.violations().stream()
                .filter(v -> one.fires().contains(v.rule()))
                .toList();
        Set<String> found = codes(checked.violations());
        if (!found.containsAll(one.fires())) {
            Set<String> missing = new TreeSet<>(one.fires());
            missing.removeAll(found);
            return "does not break " + String.join(", ", missing) + (found.isEmpty() ? "" : ", but " + found);
        }
        if (one.only() && found.size() > one.fires().size()) {
            found.removeAll(one.fires());
            return "also breaks " + String.join(", ", found);
        }
        for (Violation v : named) {
            if (one.severity() != null && v.severity() != one.severity()) {
                return v.rule() + " is " + v.severity().wire();
            }
        }
        boolean field = one.field() == null || named.stream().anyMatch(v -> Objects.equals(v.field(), one.field()));
        return field ? "" : "no violation names " + one.field();
    }

    private static Set<String> codes(List<Violation> violations) {
        Set<String> codes = new TreeSet<>();
        violations.forEach(v -> codes.add(v.rule()));
        return codes;
    }

    /** The first list that a sample cannot do without and that is not loaded. */
    public Optional<String> missingList(Sample sample) {
        return sample.expectation().lists().stream()
                .filter(l -> codeLists.list(l) == null)
                .findFirst();
    }

    /** How the finding differs from what the sample says; empty when it is as expected. */
    public List<String> differences(Sample sample, Contract contract) throws IOException {
        Checked checked = check(contract, sample.file(), DAY);
        Verdict verdict = checked.verdict();
        List<String> differences = new ArrayList<>();
        differ(differences, "received", sample.expectation().received(), verdict.received());
        differ(differences, "rejected", sample.expectation().rejected(), verdict.rejected());
        differ(differences, "duplicate", sample.expectation().duplicate(), verdict.duplicate());
        differ(differences, "refusal", sample.expectation().refusal(), code(verdict.refusal()));
        Map<Expected, Integer> open = new HashMap<>();
        sample.expectation().violations().forEach(v -> open.merge(v, 1, Integer::sum));
        for (Violation v : checked.violations()) {
            open.merge(new Expected(v.record(), v.field(), v.rule(), v.severity()), -1, Integer::sum);
        }
        open.entrySet().stream()
                .filter(e -> e.getValue() != 0)
                .sorted(Comparator.comparingLong(e -> e.getKey().record()))
                .forEach(e ->
                        differences.add((e.getValue() > 0 ? "expected and not found: " : "found and not expected: ")
                                + words(e.getKey())));
        return differences;
    }

    private static @Nullable RefusalCode code(@Nullable Refusal refusal) {
        return refusal == null ? null : refusal.code();
    }

    private static void differ(
            List<String> differences, String what, @Nullable Object expected, @Nullable Object found) {
        if (!Objects.equals(expected, found)) {
            differences.add(what + " is " + found + " instead of " + expected);
        }
    }

    private static String words(Expected v) {
        return v.rule() + " " + v.severity().wire() + " at record " + v.record()
                + (v.field() == null ? "" : ", field " + v.field());
    }
}
