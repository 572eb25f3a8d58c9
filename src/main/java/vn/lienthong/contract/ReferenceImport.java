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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.DatedCodes.Period;
import vn.lienthong.delivery.Fault;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

/**
 * Takes a published code list into {@code gateway/data/reference}: from the given day the list is exactly the file's
 * codes; codes that it no longer has end the day before, and what the list said of earlier days stays. Doing it again
 * changes nothing.
 */
public final class ReferenceImport {
    private ReferenceImport() {}

    /**
     * What an import did.
     *
     * @param codes codes in the file
     * @param begun codes that were not valid on the day before and are now
     * @param ended codes that were valid on the day before and are no longer
     */
    public record Outcome(int codes, int begun, int ended, Path written) {}

    /**
     * What to import.
     *
     * @param file CSV with a column {@code code}
     * @param list name of the list
     * @param from first day on which the list is the file's
     * @param to last day, or null when no end is known
     */
    public record Order(Path file, String list, LocalDate from, @Nullable LocalDate to) {}

    /**
     * Imports and returns what was done, or empty with findings and nothing written.
     *
     * @throws Fault when the list cannot be written
     */
    public static Optional<Outcome> run(Home home, Order order, Findings findings) {
        String label = order.file().toString();
        LocalDate to = order.to() == null ? LocalDate.MAX : order.to();
        int before = findings.errors();
        if (!FieldReader.LIST_NAME.matcher(order.list()).matches()) {
            findings.accept(
                    Finding.error(label, 1, "a list is named by a-z, 0-9 and _, not '" + order.list() + "'", null));
        }
        if (to.isBefore(order.from())) {
            findings.accept(Finding.error(label, 1, "the last day is before the first", null));
        }
        if (findings.errors() > before) {
            return Optional.empty();
        }
        Set<String> codes = CodesFile.codes(order.file(), label, findings);
        List<Period> old = CodeListsReader.inForce(home, order.list(), findings);
        Optional<LocalDate> later = old.stream()
                .map(Period::from)
                .filter(day -> order.to() == null && day.isAfter(order.from()))
                .min(LocalDate::compareTo);
        later.ifPresent(day -> findings.accept(Finding.error(
                label,
                1,
                "list '" + order.list() + "' already says something from " + day,
                "give the last day of this file: --to " + day.minusDays(1))));
        if (findings.errors() > before) {
            return Optional.empty();
        }
        Path target = CodeListsReader.imported(home, order.list());
        write(target, CodePeriods.restate(old, codes, order.from(), to));
        Set<String> yesterday = validOn(old, order.from().minusDays(1));
        return Optional.of(new Outcome(codes.size(), missing(codes, yesterday), missing(yesterday, codes), target));
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

    /** All or nothing: a power cut leaves the old list or the new one. */
    private static void write(Path target, List<Period> periods) {
        StringBuilder text = new StringBuilder("code,from,to\n");
        for (Period p : periods) {
            text.append(cell(p.code()))
                    .append(',')
                    .append(day(p.from()))
                    .append(',')
                    .append(day(p.to()))
                    .append('\n');
        }
        Path folder = target.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "." + target.getFileName(), ".part");
            try {
                try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
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
