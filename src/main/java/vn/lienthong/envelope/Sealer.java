package vn.lienthong.envelope;

import java.io.IOException;
import java.io.OutputStream;

/** Seals a payload of any length in flat memory: SignedData (attached) inside AuthEnvelopedData, AES-256-GCM. */
public interface Sealer {

    /**
     * Begins an envelope.
     *
     * @return takes the payload; {@code close} completes the envelope and closes nothing else. Without close the
     *     envelope is unreadable, as it should be.
     */
    OutputStream seal(OutputStream envelope) throws IOException;
}
