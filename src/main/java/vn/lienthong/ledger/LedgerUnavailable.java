package vn.lienthong.ledger;

import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;

/** The ledger's database cannot be reached or does not answer now; the same call may work later. */
public final class LedgerUnavailable extends Fault {
    private final boolean outcomeUnknown;

    public LedgerUnavailable(String message, boolean outcomeUnknown, @Nullable Throwable cause) {
        super(message, cause);
        this.outcomeUnknown = outcomeUnknown;
    }

    /** True when the statement was sent and its answer was lost: it may have been done. */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }
}
