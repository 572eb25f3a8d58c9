package vn.lienthong;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;

/**
 * What <em>check</em> needs to know beside the content.
 *
 * @param scope canonical field name to the values this partner may send; empty = everything
 * @param receivedOn day of receipt in Vietnam, the same when a check is done again
 * @param identityKey 16 secret bytes of the store
 * @param scratchFolder exists; holds digests of keys while a large file is checked
 * @param executor gives threads for chunks
 * @param parallelism threads that work at a time, the caller's included
 */
public record CheckSetup(
        Contract contract,
        CodeLists codeLists,
        Map<String, List<String>> scope,
        LocalDate receivedOn,
        IdentityKey identityKey,
        Path scratchFolder,
        Executor executor,
        int parallelism) {

    public CheckSetup {
        scope = Map.copyOf(scope);
    }
}
