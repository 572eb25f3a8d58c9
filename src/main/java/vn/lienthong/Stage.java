package vn.lienthong;

import java.io.IOException;
import java.util.Optional;
import vn.lienthong.ledger.Ledger.StageResult;

/** One step of the process route, with a durable result. Runs on a worker thread and may block. */
interface Stage {

    /** The word in the route file and in the ledger. */
    String name();

    /**
     * Does the step. Must be safe to do again from its start: a crash between its work and its result repeats it.
     *
     * @return the result to make durable, or empty when the lane is not ours yet
     * @throws IOException our own disk failed: a fault, tried again later
     * @throws InterruptedException the work has to stop
     */
    Optional<StageResult> run(Passage passage) throws IOException, InterruptedException;

    /** True when {@link #run} has written its result to the ledger itself, in one transaction with what it did. */
    default boolean durableByItself() {
        return false;
    }
}
