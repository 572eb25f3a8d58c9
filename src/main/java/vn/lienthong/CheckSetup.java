package vn.lienthong;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.Executor;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.validate.CompiledRules;
import vn.lienthong.validate.RecordCheck;

/**
 * What <em>check</em> needs to know beside the content.
 *
 * @param rules of the contract, compiled
 * @param terms what differs from partner to partner
 * @param receivedOn day of receipt in Vietnam, the same when a check is done again
 * @param identityKey 16 secret bytes of the store
 * @param scratchFolder exists; holds digests of keys while a large file is checked
 * @param executor gives threads for chunks
 * @param parallelism threads that work at a time, the caller's included
 */
public record CheckSetup(
        CompiledRules rules,
        CodeLists codeLists,
        RecordCheck.Terms terms,
        LocalDate receivedOn,
        IdentityKey identityKey,
        Path scratchFolder,
        Executor executor,
        int parallelism) {

    /** For one check: the contract's rules are compiled for it. */
    public CheckSetup(
            Contract contract,
            CodeLists codeLists,
            RecordCheck.Terms terms,
            LocalDate receivedOn,
            IdentityKey identityKey,
            Path scratchFolder,
            Executor executor,
            int parallelism) {
        this(
                CompiledRules.of(contract),
                codeLists,
                terms,
                receivedOn,
                identityKey,
                scratchFolder,
                executor,
                parallelism);
    }

    public Contract contract() {
        return rules.contract();
    }
}
