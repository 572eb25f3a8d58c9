package vn.lienthong.envelope;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import vn.lienthong.delivery.Fault;

/**
 * The tag of AES-GCM over a ciphertext of any length, taken from the ciphertext alone: it can be checked before one
 * byte is decrypted, in flat memory, on several threads.
 *
 * <p>The JDK hashes fastest inside its own GCM cipher, but only up to 2^31 - 1 bytes, and when it decrypts it keeps the
 * whole plaintext. So each segment goes to that cipher as additional data with no text. What comes out is {@code (S +
 * length) H + mask}; mask and H are known, so S, the plain GHASH of the segment, follows. Segments are joined by one
 * product with a power of H.
 *
 * <p>Safe for use by many threads. At most {@link #CIPHERTEXT_BYTES_MAX} bytes under one nonce.
 */
final class GcmTag {
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    /** SP 800-38D: 2^39 - 256 bits, where the 32-bit block counter ends. */
    static final long CIPHERTEXT_BYTES_MAX = (1L << 36) - 32;

    /**
     * The JVM compiles what is called often: with 256 KiB it stays at 120 MB/s for the first 400 MB, so warm only 6 %
     * more.
     */
    static final int SEGMENT_BYTES = 64 * 1024;

    private static final int BLOCK = Gf128.BYTES;
    private static final byte[] NOTHING = {};

    private final SecretKey key;
    private final Gf128 hashKey;
    private final Gf128 hashKeyInverse;
    private final Gf128 segmentPower;
    private final Gf128[] masks = new Gf128[2];
    private final ConcurrentLinkedQueue<SegmentCipher> idle = new ConcurrentLinkedQueue<>();

    GcmTag(SecretKey key) {
        this.key = key;
        this.hashKey = encrypted(new byte[BLOCK]);
        this.hashKeyInverse = hashKey.inverse();
        this.segmentPower = hashKey.power(SEGMENT_BYTES / BLOCK);
        for (int turn = 0; turn < masks.length; turn++) {
            masks[turn] = encrypted(firstCounter(turnNonce(turn)));
        }
    }

    /** GHASH of one piece, filled up with zeros to whole blocks, without a length block. */
    Gf128 hash(byte[] bytes, int offset, int length) {
        SegmentCipher cipher = idle.poll();
        if (cipher == null) {
            cipher = new SegmentCipher();
        }
        Gf128 sum = Gf128.ZERO;
        for (int done = 0; done < length; ) {
            int segment = Math.min(SEGMENT_BYTES, length - done);
            Gf128 power = segment == SEGMENT_BYTES ? segmentPower : hashKey.power(blocks(segment));
            sum = sum.times(power).plus(cipher.hash(bytes, offset + done, segment));
            done += segment;
        }
        var unused = idle.offer(cipher);
        return sum;
    }

    /** Begins a tag; used by one thread. */
    Sum sum() {
        return new Sum();
    }

    /** Pieces joined in order. Every piece but the last is a multiple of 16 bytes. */
    final class Sum {
        private Gf128 hash = Gf128.ZERO;
        private long bytes;
        private int lastPiece;
        private Gf128 lastPower = Gf128.ONE;

        void add(Gf128 piece, int length) {
            if (bytes % BLOCK != 0) {
                throw new Fault("a piece of ciphertext after a broken block");
            }
            if (length != lastPiece) {
                lastPower = hashKey.power(blocks(length));
                lastPiece = length;
            }
            hash = hash.times(lastPower).plus(piece);
            bytes += length;
        }

        long bytes() {
            return bytes;
        }

        /** The tag of all pieces under this nonce and additional data. */
        byte[] tag(byte[] nonce, byte[] additional) {
            Gf128 all = hash(additional, 0, additional.length)
                    .times(hashKey.power(blocks(bytes)))
                    .plus(hash);
            Gf128 lengths = new Gf128((long) additional.length * Byte.SIZE, bytes * Byte.SIZE);
            return all.plus(lengths)
                    .times(hashKey)
                    .plus(encrypted(firstCounter(nonce)))
                    .bytes();
        }
    }

    /** The counter block that belongs to a nonce; the text itself begins with the next one. */
    static byte[] firstCounter(byte[] nonce) {
        byte[] counter = Arrays.copyOf(nonce, BLOCK);
        counter[BLOCK - 1] = 1;
        return counter;
    }

    /** Where AES/CTR begins to be the same as GCM's own encryption. */
    static byte[] textCounter(byte[] nonce) {
        byte[] counter = firstCounter(nonce);
        counter[BLOCK - 1] = 2;
        return counter;
    }

    private static long blocks(long bytes) {
        return (bytes + BLOCK - 1) / BLOCK;
    }

    private static byte[] turnNonce(int turn) {
        byte[] nonce = new byte[NONCE_BYTES];
        nonce[0] = (byte) turn;
        return nonce;
    }

    @SuppressWarnings("InsecureCryptoUsage") // One block of the cipher itself: GCM is defined by it.
    private Gf128 encrypted(byte[] block) {
        try {
            Cipher single = Cipher.getInstance("AES/ECB/NoPadding");
            single.init(Cipher.ENCRYPT_MODE, key);
            return Gf128.of(single.doFinal(block));
        } catch (GeneralSecurityException e) {
            throw new Fault("this JDK has no AES", e);
        }
    }

    /**
     * One JDK cipher, used by one thread at a time. Two nonces in turn, because the JDK refuses the same one twice; no
     * tag made with them ever leaves this class.
     */
    private final class SegmentCipher {
        private final Cipher cipher;
        private int turn;

        SegmentCipher() {
            try {
                cipher = Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new Fault("this JDK has no AES-GCM", e);
            }
        }

        Gf128 hash(byte[] bytes, int offset, int length) {
            turn ^= 1;
            try {
                cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, turnNonce(turn)));
                cipher.updateAAD(bytes, offset, length);
                Gf128 product = Gf128.of(cipher.doFinal(NOTHING)).plus(masks[turn]);
                return product.times(hashKeyInverse).plus(new Gf128((long) length * Byte.SIZE, 0));
            } catch (GeneralSecurityException e) {
                throw new Fault("the JDK's AES-GCM failed", e);
            }
        }
    }
}
