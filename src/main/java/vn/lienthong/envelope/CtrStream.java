package vn.lienthong.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import vn.lienthong.delivery.Fault;

/** GCM's own encryption without its tag: AES in counter mode, in place. The tag was checked before. Used by one thread. */
final class CtrStream extends InputStream {
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
            try {
                int made = cipher.update(target, offset, got, target, offset);
                if (made != got) {
                    throw new Fault("the JDK's AES-CTR held bytes back");
                }
            } catch (ShortBufferException e) {
                throw new Fault("the JDK's AES-CTR wants more room", e);
            }
        }
        return got;
    }
}
