package vn.lienthong.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects findings, so that one run of {@code check} tells everything and not only the first mistake. For one thread.
 */
public final class Findings implements Consumer<Finding> {
    /** More than this many are counted but not kept: a file of garbage must not fill the memory or the screen. */
    public static final int LISTED_MAX = 1_000;

    private final List<Finding> listed = new ArrayList<>();
    private int errors;
    private int warnings;

    @Override
    public void accept(Finding finding) {
        if (finding.isError()) {
            errors++;
        } else {
            warnings++;
        }
        if (listed.size() < LISTED_MAX) {
            listed.add(finding);
        }
    }

    /** In the order found, at most {@link #LISTED_MAX}. */
    public List<Finding> list() {
        return List.copyOf(listed);
    }

    public int errors() {
        return errors;
    }

    public int warnings() {
        return warnings;
    }

    public boolean hasErrors() {
        return errors > 0;
    }
}
