package vn.lienthong.ledger;

import vn.lienthong.delivery.Fault;

/** The database refused a statement. Carries the SQLSTATE and never the server's message, which may quote the row. */
public final class LedgerFault extends Fault {
    private final String sqlState;

    LedgerFault(String sqlState) {
        super("the ledger's database refused a statement (SQLSTATE " + sqlState + ")");
        this.sqlState = sqlState;
    }

    /** Five characters, for example {@code 40P01}. */
    public String sqlState() {
        return sqlState;
    }
}
