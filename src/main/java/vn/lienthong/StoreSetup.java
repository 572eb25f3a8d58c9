package vn.lienthong;

import java.util.BitSet;
import java.util.concurrent.Executor;
import vn.lienthong.contract.Contract;

/**
 * What <em>store</em> needs to know beside the content.
 *
 * @param goesOn bit r-1 is set when record r goes on; the verdict's
 * @param batchesDone bit n-1 is set when batch n exists already
 * @param executor gives threads for chunks
 * @param parallelism threads that work at a time, the caller's included
 */
public record StoreSetup(
        Contract contract,
        IdentityKey identityKey,
        BitSet goesOn,
        BitSet batchesDone,
        Executor executor,
        int parallelism) {}
