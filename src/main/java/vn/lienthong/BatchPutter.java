package vn.lienthong;

import vn.lienthong.store.Store;

/** Puts a filled batch into the store; called by several threads at once, each with its own batch. */
@FunctionalInterface
public interface BatchPutter {
    /**
     * @param batchNo from 1
     * @param firstRecord number of the first record that the batch covers, going on or not
     * @param lastRecord number of the last one
     * @param filled at least one record; used again when this returns
     */
    void put(int batchNo, long firstRecord, long lastRecord, Store.Batch filled) throws InterruptedException;
}
