package vn.lienthong.contract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.CodeChanges.Kind;
import vn.lienthong.contract.CodeHistory.Line;
import vn.lienthong.contract.DatedCodes.Period;
import vn.lienthong.delivery.Fault;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;
import vn.lienthong.yaml.Nearest;

/**
 * Takes a published list into {@code gateway/data/reference}. A code list is from the given day on exactly the file's
 * codes: those that it no longer has end the day before, and what the list said of earlier days stays. Of a list that
 * says what codes became, the file takes the place of what it said of that day. Doing it again changes nothing.
 */
public final class ReferenceImport {
    private static final String OTHER_LIST = "import it under another name";

    private ReferenceImport() {}

    /**
     * What an import did.
     *
     * @param changes the list says what codes became
     * @param codes codes in the file; of a list of changes the old ones
     * @param begun codes that were not valid on the day before and are now; of a list of changes the new ones
     * @param ended codes that were valid on the day before and are no longer; of a list of changes 0
     * @param split of a list of changes: old codes that went to several new ones
     */
    public record Outcome(boolean changes, int codes, int begun, int ended, int split, Path written) {}

    /**
     * What to import.
     *
     * @param file CSV with a column {@code code}, or with columns {@code old_code} and {@code new_code} and their like
     * @param list name of the list
     * @param from first day on which the list is the file's
     * @param to last day, or null when no end is known
     */
    public record Order(Path file, String list, LocalDate from, @Nullable LocalDate to) {

        LocalDate last() {
            return to == null ? LocalDate.MAX : to;
        }
    }

    /**
     * Imports and returns what was done, with a warning when no contract asks for the list; or empty with findings and
     * nothing written.
     *
     * @throws Fault when the list cannot be written
     */
    public static Optional<Outcome> run(Home home, Order order, Findings findings) {
        String label = order.file().toString();
        int before = findings.errors();
        if (!FieldReader.LIST_NAME.matcher(order.list()).matches()) {
            findings.accept(
                    Finding.error(label, 1, "a list is named by a-z, 0-9 and _, not '" + order.list() + "'", null));
        }
        if (order.last().isBefore(order.from())) {
            findings.accept(Finding.error(label, 1, "the last day is before the first", null));
        }
        if (findings.errors() > before) {
            return Optional.empty();
        }
        ListFile file = ListFile.open(order.file(), label, findings);
        ListContent old = CodeListsReader.inForce(home, order.list(), findings);
        if (file == null || findings.errors() > before) {
            return Optional.empty();
        }
        Optional<Outcome> outcome = ChangesFile.isOf(file)
                ? changes(home, order, file, old, findings)
                : codes(home, order, file, old, findings);
        if (outcome.isPresent()) {
            warnIfNobodyAsks(home, order, findings);
        }
        return outcome;
    }

    /** A list that nobody looks into is nearly always a typing mistake. Says nothing where a contract cannot be read. */
    private static void warnIfNobodyAsks(Home home, Order order, Findings findings) {
        Findings ofContracts = new Findings();
        Set<String> asked = new TreeSet<>(WorkCalendar.LISTS);
        Contracts.read(home, CodeLists.NONE, ofContracts).all().forEach(contract -> asked.addAll(contract.lists()));
        if (!ofContracts.hasErrors() && !asked.contains(order.list())) {
            findings.accept(Finding.warning(
                    order.file().toString(),
                    1,
                    "no contract asks for a list '" + order.list() + "': it is taken and has no effect",
                    Nearest.hint(order.list(), asked)));
        }
    }

    private static Optional<Outcome> codes(
            Home home, Order order, ListFile file, ListContent before, Findings findings) {
        int errors = findings.errors();
        Set<String> codes = CodesFile.codes(file, findings);
        List<Period> old = before.codes();
        Optional<LocalDate> later = old.stream()
                .map(Period::from)
                .filter(day -> order.to() == null && day.isAfter(order.from()))
                .min(LocalDate::compareTo);
        later.ifPresent(day -> file.error(
                1,
                "list '" + order.list() + "' already says something from " + day,
                "give the last day of this file: --to " + day.minusDays(1)));
        if (!before.changes().isEmpty()) {
            file.error(1, "list '" + order.list() + "' says what codes became, and this file does not", OTHER_LIST);
        }
        if (findings.errors() > errors) {
            return Optional.empty();
        }
        Path target = CodeListsReader.imported(home, order.list());
        write(target, text(CodePeriods.restate(old, codes, order.from(), order.last())));
        Set<String> yesterday = validOn(old, order.from().minusDays(1));
        return Optional.of(
                new Outcome(false, codes.size(), missing(codes, yesterday), missing(yesterday, codes), 0, target));
    }

    /** What the list says of other days stays; of this day it says what the file says. */
    private static Optional<Outcome> changes(
            Home home, Order order, ListFile file, ListContent before, Findings findings) {
        int errors = findings.errors();
        List<Line> lines = ChangesFile.lines(file, order.from(), findings);
        if (order.to() != null) {
            file.error(1, "what codes became has no last day", "leave out --to");
        }
        if (!before.codes().isEmpty()) {
            file.error(1, "list '" + order.list() + "' says which codes there are, and this file does not", OTHER_LIST);
        }
        if (findings.errors() > errors) {
            return Optional.empty();
        }
        List<Line> all = new ArrayList<>(lines);
        before.changes().stream()
                .filter(line -> !line.from().equals(order.from()))
                .forEach(all::add);
        all.sort(Comparator.comparing(Line::from).thenComparing(Line::old).thenComparing(Line::code));
        Path target = CodeListsReader.imported(home, order.list());
        StringBuilder text = new StringBuilder("old_code,new_code,kind,from\n");
        all.forEach(line -> text.append(
                cell(line.old()) + ',' + cell(line.code()) + ',' + line.kind().wire() + ',' + day(line.from()) + '\n'));
        write(target, text.toString());
        Set<String> olds =
                lines.stream().map(Line::old).filter(o -> !o.isEmpty()).collect(Collectors.toSet());
        Set<String> news = lines.stream().map(Line::code).collect(Collectors.toSet());
        Set<String> split = lines.stream()
                .filter(l -> l.kind() == Kind.SPLIT)
                .map(Line::old)
                .collect(Collectors.toSet());
        return Optional.of(new Outcome(true, olds.size(), news.size(), 0, split.size(), target));
    }

    private static Set<String> validOn(List<Period> periods, LocalDate day) {
        Set<String> valid = new HashSet<>();
        for (Period p : periods) {
            if (!p.from().isAfter(day) && !p.to().isBefore(day)) {
                valid.add(p.code());
            }
        }
        return valid;
    }

    private static int missing(Set<String> of, Set<String> in) {
        return (int) of.stream().filter(code -> !in.contains(code)).count();
    }

    private static String text(List<Period> periods) {
        StringBuilder text = new StringBuilder("code,from,to\n");
        periods.forEach(p -> text.append(cell(p.code()) + ',' + day(p.from()) + ',' + day(p.to()) + '\n'));
        return text.toString();
    }

    /** All or nothing: a power cut leaves the old list or the new one. */
    private static void write(Path target, String text) {
        Path folder = target.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "." + target.getFileName(), ".part");
            try {
                try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                    while (bytes.hasRemaining()) {
                        var unused = out.write(bytes);
                    }
                    out.force(true);
                }
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                var unused = Files.deleteIfExists(temporary);
            }
            try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
            }
        } catch (IOException e) {
            throw new Fault("cannot write the code list " + target, e);
        }
    }

    private static String cell(String code) {
        return code.contains(",") || code.contains("\"") ? '"' + code.replace("\"", "\"\"") + '"' : code;
    }

    private static String day(LocalDate day) {
        return day.equals(LocalDate.MIN) || day.equals(LocalDate.MAX) ? "" : day.toString();
    }
}
