package vn.lienthong.ledger;

import vn.lienthong.delivery.Fault;

/** A settlement whose numbers do not balance, or do not fit its state: our own mistake, and nothing was written. */
public final class UnbalancedSettlement extends Fault {
    UnbalancedSettlement(String message) {
        super(message);
    }
}
