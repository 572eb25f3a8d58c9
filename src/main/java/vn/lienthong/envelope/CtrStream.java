package vn.lienthong.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import vn.lienthong.delivery.Fault;

/**
 * GCM's own encryption without its tag: AES in counter mode, in place. The tag was checked before. Used by one thread.
 */
final class CtrStream extends InputStream {
    private static final int CALL_BYTES = 8 * 1024;

    private final InputStream in;
    private final Cipher cipher;

    CtrStream(InputStream in, SecretKey key, byte[] nonce) {
        this.in = in;
        this.cipher = cipher(Cipher.DECRYPT_MODE, key, nonce);
    }

    static Cipher cipher(int mode, SecretKey key, byte[] nonce) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(mode, key, new IvParameterSpec(GcmTag.textCounter(nonce)));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new Fault("this JDK has no AES-CTR", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int got = in.read(target, offset, length);
        if (got > 0) {
            crypt(cipher, target, offset, got, target, offset);
        }
        return got;
    }

    /** In short calls, because the JVM makes a method fast that is called often: 12 GB/s after 60 MB instead of 500. */
    static void crypt(Cipher cipher, byte[] from, int fromOffset, int length, byte[] to, int toOffset) {
        try {
            for (int done = 0; done < length; ) {
                int part = Math.min(CALL_BYTES, length - done);
                if (cipher.update(from, fromOffset + done, part, to, toOffset + done) != part) {
                    throw new Fault("the JDK's AES-CTR held bytes back");
                }
                done += part;
            }
        } catch (ShortBufferException e) {
            throw new Fault("the JDK's AES-CTR wants more room", e);
        }
    }
}
