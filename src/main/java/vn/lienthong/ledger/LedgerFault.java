package vn.lienthong.ledger;

import vn.lienthong.delivery.Fault;

/**
 * The database refused a statement. Carries the SQLSTATE and the constraint, never the server's message: that may quote
 * the row.
 */
public final class LedgerFault extends Fault {
    private final String sqlState;

    LedgerFault(String message, String sqlState) {
        super(message + " (SQLSTATE " + sqlState + ")");
        this.sqlState = sqlState;
    }

    /** Five characters, for example {@code 40P01}. */
    public String sqlState() {
        return sqlState;
    }
}
