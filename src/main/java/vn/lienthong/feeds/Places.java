package vn.lienthong.feeds;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import vn.lienthong.http.Problem;
import vn.lienthong.http.ProblemCode;

/** A counted number of places; who finds none free is told to come again. */
final class Places {

    private static final int RETRY_AFTER_S = 2;

    private final int max;
    private int taken;

    Places(int max) {
        this.max = max;
    }

    /** @throws vn.lienthong.http.ProblemFailure {@code busy} */
    synchronized Place take() {
        if (taken >= max) {
            throw Problem.passing(ProblemCode.BUSY, RETRY_AFTER_S).failure();
        }
        taken++;
        return new Place();
    }

    private synchronized void free() {
        taken--;
    }

    /** One place; given back once, however often it is asked to. */
    final class Place {
        private boolean free;

        /** @return true the first time */
        @CanIgnoreReturnValue
        synchronized boolean giveBack() {
            if (free) {
                return false;
            }
            free = true;
            free();
            return true;
        }
    }
}
