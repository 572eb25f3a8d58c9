package vn.lienthong;

import java.time.LocalDate;
import java.util.BitSet;
import java.util.concurrent.Executor;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;

/**
 * What <em>store</em> needs to know beside the content.
 *
 * @param goesOn bit r-1 is set when record r goes on; the verdict's
 * @param batchesDone bit n-1 is set when batch n exists already
 * @param codeLists for fields that are made of codes
 * @param receivedOn day of receipt in Vietnam, the same when the delivery is stored again
 * @param executor gives threads for chunks
 * @param parallelism threads that work at a time, the caller's included
 */
public record StoreSetup(
        Contract contract,
        IdentityKey identityKey,
        BitSet goesOn,
        BitSet batchesDone,
        CodeLists codeLists,
        LocalDate receivedOn,
        Executor executor,
        int parallelism) {}
