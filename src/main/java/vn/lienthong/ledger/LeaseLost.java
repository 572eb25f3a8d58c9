package vn.lienthong.ledger;

import vn.lienthong.delivery.Fault;

/** Another worker has taken the delivery over; the loser drops what it was doing and writes nothing more. */
public final class LeaseLost extends Fault {
    public LeaseLost() {
        super("the lease of this delivery has been taken over");
    }
}
