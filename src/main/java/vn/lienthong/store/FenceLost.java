package vn.lienthong.store;

import vn.lienthong.delivery.Fault;

/** A newer lease epoch has fenced this delivery; the loser's batch was rolled back and it must stop. */
public final class FenceLost extends Fault {
    public FenceLost() {
        super("the delivery has been fenced by a newer lease");
    }
}
