package vn.lienthong.contract;

import java.util.List;
import vn.lienthong.contract.CodeHistory.Line;
import vn.lienthong.contract.DatedCodes.Period;

/** What one file of a list says: which codes there are, or what codes became. */
record ListContent(List<Period> codes, List<Line> changes) {
    static final ListContent EMPTY = new ListContent(List.of(), List.of());

    ListContent {
        codes = List.copyOf(codes);
        changes = List.copyOf(changes);
    }

    static ListContent ofCodes(List<Period> codes) {
        return new ListContent(codes, List.of());
    }

    static ListContent ofChanges(List<Line> changes) {
        return new ListContent(List.of(), changes);
    }

    boolean isEmpty() {
        return codes.isEmpty() && changes.isEmpty();
    }
}
