package vn.lienthong.envelope;

import java.io.IOException;
import vn.lienthong.delivery.RefusalCode;

/**
 * The way from deep inside a stream to the one place that makes a refusal of it. Carries a code and a word on the place
 * for a debugger, never a byte of the envelope. An I/O exception only because streams throw nothing else.
 */
final class EnvelopeRefused extends IOException {
    private final RefusalCode code;

    EnvelopeRefused(RefusalCode code, String what) {
        super(what);
        this.code = code;
    }

    RefusalCode code() {
        return code;
    }

    /** Refusals are ordinary: a stack trace would only cost. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
