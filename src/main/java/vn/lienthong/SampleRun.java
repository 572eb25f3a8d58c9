package vn.lienthong;

import java.io.BufferedInputStream;
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
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Sample;
import vn.lienthong.contract.SampleExpectation.Expected;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.Verdict;
import vn.lienthong.delivery.Violation;
import vn.lienthong.validate.RecordCheck;

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
        List<Violation> violations = new ArrayList<>();
        CheckSetup setup = new CheckSetup(
                contract,
                codeLists,
                RecordCheck.Terms.NONE,
                day,
                new IdentityKey(new byte[IdentityKey.BYTES]),
                scratch,
                Runnable::run,
                1);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
            return new Checked(CheckRun.run(in, setup, violations::addAll), violations);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
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
