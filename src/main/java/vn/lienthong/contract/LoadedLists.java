package vn.lienthong.contract;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists in memory, and others behind them that are asked for what these do not have. */
final class LoadedLists implements CodeLists {
    private final Map<String, CodeList> codes = new HashMap<>();
    private final Map<String, CodeChanges> changes = new HashMap<>();
    private final CodeLists others;

    LoadedLists(Map<String, ListContent> lists, CodeLists others) {
        this.others = others;
        lists.forEach((name, content) -> {
            if (!content.codes().isEmpty()) {
                codes.put(name, DatedCodes.of(content.codes()));
            }
            if (!content.changes().isEmpty()) {
                changes.put(name, CodeHistory.of(content.changes()));
            }
        });
    }

    @Override
    public @Nullable CodeList list(String name) {
        CodeList own = codes.get(name);
        return own == null ? others.list(name) : own;
    }

    @Override
    public @Nullable CodeChanges changes(String name) {
        CodeChanges own = changes.get(name);
        return own == null ? others.changes(name) : own;
    }
}
