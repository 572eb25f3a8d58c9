package vn.lienthong.xmlsig;

import java.security.MessageDigest;
import vn.lienthong.delivery.Fault;

/** Hashes canonical bytes. */
record DigestTarget(MessageDigest digest) implements TwinOutput.Target {
    @Override
    public void take(byte[] bytes, int length) {
        digest.update(bytes, 0, length);
    }

    @Override
    public TwinOutput.Target copy() {
        return new DigestTarget(cloned());
    }

    /** The hash of what it has taken so far. */
    byte[] value() {
        return cloned().digest();
    }

    private MessageDigest cloned() {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new Fault("the hash of this Java cannot be copied", e);
        }
    }
}
