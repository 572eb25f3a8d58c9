package vn.lienthong.contract;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vn.lienthong.contract.DatedCodes.Period;

/** Arithmetic on periods of validity: what a list says after it was told anew for some days. */
final class CodePeriods {
    private CodePeriods() {}

    /** The list as before, except that from {@code from} to {@code to} exactly the given codes are valid. */
    static List<Period> restate(List<Period> before, Set<String> codes, LocalDate from, LocalDate to) {
        List<Period> after = new ArrayList<>();
        for (Period p : before) {
            if (p.to().isBefore(from) || p.from().isAfter(to)) {
                after.add(p);
                continue;
            }
            if (p.from().isBefore(from)) {
                after.add(new Period(p.code(), p.from(), from.minusDays(1)));
            }
            if (p.to().isAfter(to)) {
                after.add(new Period(p.code(), to.plusDays(1), p.to()));
            }
        }
        codes.forEach(code -> after.add(new Period(code, from, to)));
        return joined(after);
    }

    /** Sorted by code and day, with periods that touch or overlap made one. */
    static List<Period> joined(List<Period> periods) {
        Map<String, List<Period>> byCode = new TreeMap<>();
        periods.forEach(
                p -> byCode.computeIfAbsent(p.code(), c -> new ArrayList<>()).add(p));
        List<Period> joined = new ArrayList<>();
        for (List<Period> ofCode : byCode.values()) {
            ofCode.sort(Comparator.comparing(Period::from));
            Period open = ofCode.get(0);
            for (Period p : ofCode.subList(1, ofCode.size())) {
                boolean touches = open.to().equals(LocalDate.MAX)
                        || !p.from().isAfter(open.to().plusDays(1));
                if (touches) {
                    open = new Period(open.code(), open.from(), later(open.to(), p.to()));
                } else {
                    joined.add(open);
                    open = p;
                }
            }
            joined.add(open);
        }
        return joined;
    }

    private static LocalDate later(LocalDate a, LocalDate b) {
        return a.isAfter(b) ? a : b;
    }
}
