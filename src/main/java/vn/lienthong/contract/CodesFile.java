package vn.lienthong.contract;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import vn.lienthong.contract.DatedCodes.Period;
import vn.lienthong.yaml.Findings;

/**
 * A {@link ListFile} with a {@code code} column: our own lists with {@code from} and {@code to}, or a published one.
 */
final class CodesFile {
    private static final String CODE = "code";

    private CodesFile() {}

    /** Our own form, {@code code,from,to}; an empty day is open. Empty after an error. */
    static List<Period> periods(ListFile file, Findings findings) {
        int before = findings.errors();
        List<Period> periods = new ArrayList<>();
        eachCode(file, (row, code) -> {
            LocalDate from = file.day(row, "from", LocalDate.MIN);
            LocalDate to = file.day(row, "to", LocalDate.MAX);
            if (from.isAfter(to)) {
                file.error(row.line(), "code '" + code + "' ends before it begins", null);
            }
            periods.add(new Period(code, from, to));
        });
        return findings.errors() == before ? periods : List.of();
    }

    /** The codes of a published file, whatever its other columns. Empty after an error. */
    static Set<String> codes(ListFile file, Findings findings) {
        int before = findings.errors();
        Set<String> found = new LinkedHashSet<>();
        eachCode(file, (row, code) -> {
            if (!found.add(code)) {
                file.error(row.line(), "code '" + code + "' is here twice", "a list names each code once");
            }
        });
        if (findings.errors() == before && found.isEmpty()) {
            file.error(1, "the file has no codes", null);
        }
        return findings.errors() == before ? found : Set.of();
    }

    private interface Codes {
        void take(ListFile.Row row, String code);
    }

    private static void eachCode(ListFile file, Codes codes) {
        if (!file.has(CODE)) {
            file.error(1, "there is no column 'code'", "the first line names the columns, like code,name");
            return;
        }
        file.eachRow(row -> {
            String code = row.cell(CODE);
            if (code != null && file.isCode(row.line(), code)) {
                codes.take(row, code);
            }
        });
    }
}
