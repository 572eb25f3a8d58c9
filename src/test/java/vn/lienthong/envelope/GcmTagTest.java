package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import vn.lienthong.delivery.Fault;

/** Held against the published vectors of GCM and against the JDK's own GCM. */
class GcmTagTest {
    private static final String KEY = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
    private static final String ZERO_KEY = "0000000000000000000000000000000000000000000000000000000000000000";
    private static final String TEXT = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662";
    private static final long SEED = 20261121;

    /** McGrew and Viega, The Galois/Counter Mode of Operation, test cases 13 to 16 (AES-256, 96-bit nonce). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                ZERO_KEY + "|000000000000000000000000|-|-|530f8afbc74536b9a963b4f1c4cb738b",
                ZERO_KEY
                        + "|000000000000000000000000|-|cea7403d4d606b6e074ec5d3baf39d18"
                        + "|d0d1c8a799996bf0265b98b5d48ab919",
                KEY + "|cafebabefacedbaddecaf888|-|" + TEXT + "898015ad|b094dac5d93471bdec1a502270e3cc6c",
                KEY + "|cafebabefacedbaddecaf888|feedfacedeadbeeffeedfacedeadbeefabaddad2|" + TEXT
                        + "|76fc6ece0f4e1768cddf8853bb2d551b",
            })
    void isTheTagOfThePublishedVectors(String key, String nonce, String additional, String ciphertext, String tag) {
        // Given
        GcmTag gcm = new GcmTag(new SecretKeySpec(hex(key), "AES"));
        byte[] text = hex(ciphertext);

        // When
        byte[] found = tag(gcm, text, text.length, hex(nonce), hex(additional));

        // Then
        assertEquals(tag, HexFormat.of().formatHex(found));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void isTheJdksTagAtEveryLength(int length) throws GeneralSecurityException {
        // Given
        Random random = new Random(SEED + length);
        SecretKey key = new SecretKeySpec(bytes(random, 32), "AES");
        byte[] nonce = bytes(random, GcmTag.NONCE_BYTES);
        byte[] additional = bytes(random, random.nextInt(3) * random.nextInt(100));
        byte[] sealed = jdk(key, nonce, additional, bytes(random, length));
        byte[] expected = Arrays.copyOfRange(sealed, length, sealed.length);

        // When
        byte[] whole = tag(new GcmTag(key), Arrays.copyOf(sealed, length), Math.max(length, 1), nonce, additional);
        byte[] inPieces = tag(new GcmTag(key), Arrays.copyOf(sealed, length), 16 * 61, nonce, additional);

        // Then
        assertArrayEquals(expected, whole);
        assertArrayEquals(expected, inPieces);
    }

    static IntStream lengths() {
        int segment = GcmTag.SEGMENT_BYTES;
        IntStream around = IntStream.of(0, 16, 32, 64 * 1024, segment, 2 * segment, 4 * segment, 9 * segment)
                .flatMap(limit ->
                        IntStream.of(limit - 17, limit - 16, limit - 1, limit, limit + 1, limit + 15, limit + 16))
                .filter(length -> length >= 0);
        return IntStream.concat(around, new Random(SEED).ints(100, 0, 3 * segment))
                .distinct();
    }

    @Test
    void staysRightWhenThePiecesAreHashedByManyThreads() throws GeneralSecurityException {
        // Given
        Random random = new Random(SEED);
        SecretKey key = new SecretKeySpec(bytes(random, 32), "AES");
        byte[] nonce = bytes(random, GcmTag.NONCE_BYTES);
        int length = 40 * GcmTag.SEGMENT_BYTES + 7;
        byte[] sealed = jdk(key, nonce, new byte[0], bytes(random, length));
        GcmTag gcm = new GcmTag(key);
        int piece = 16 * 1024;

        // When
        Gf128[] hashes = IntStream.range(0, (length + piece - 1) / piece)
                .parallel()
                .mapToObj(i -> gcm.hash(sealed, i * piece, Math.min(piece, length - i * piece)))
                .toArray(Gf128[]::new);
        GcmTag.Sum sum = gcm.sum();
        for (int i = 0; i < hashes.length; i++) {
            sum.add(hashes[i], Math.min(piece, length - i * piece));
        }

        // Then
        assertArrayEquals(Arrays.copyOfRange(sealed, length, sealed.length), sum.tag(nonce, new byte[0]));
    }

    /** 5 GiB of zeros, hashed once and joined many times, against the formula of SP 800-38D. */
    @Test
    void countsBeyondTwoAndFourGigabytes() {
        // Given
        GcmTag gcm = new GcmTag(new SecretKeySpec(hex(KEY), "AES"));
        byte[] zeros = new byte[GcmTag.SEGMENT_BYTES];
        byte[] last = {1};
        long segments = (5L << 30) / zeros.length;
        GcmTag.Sum sum = gcm.sum();
        Gf128 none = gcm.hash(zeros, 0, zeros.length);

        // When
        for (long i = 0; i < segments; i++) {
            sum.add(none, zeros.length);
        }
        sum.add(gcm.hash(last, 0, 1), 1);

        // Then: zeros add nothing to the hash, so only the lengths may differ from the one-byte text.
        assertEquals((5L << 30) + 1, sum.bytes());
        Gf128 hashKey = Gf128.of(encrypt(hex(KEY), new byte[16]));
        Gf128 expected = Gf128.of(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
                .times(hashKey)
                .plus(new Gf128(0, sum.bytes() * 8))
                .times(hashKey)
                .plus(Gf128.of(encrypt(hex(KEY), GcmTag.firstCounter(new byte[12]))));
        assertArrayEquals(expected.bytes(), sum.tag(new byte[12], new byte[0]));
    }

    @Test
    void refusesAPieceAfterABrokenBlock() {
        // Given
        GcmTag.Sum sum = new GcmTag(new SecretKeySpec(hex(KEY), "AES")).sum();
        sum.add(Gf128.ONE, 17);

        // When, then
        assertThrows(Fault.class, () -> sum.add(Gf128.ONE, 16));
    }

    private static byte[] tag(GcmTag gcm, byte[] text, int piece, byte[] nonce, byte[] additional) {
        GcmTag.Sum sum = gcm.sum();
        for (int done = 0; done < text.length; done += piece) {
            int length = Math.min(piece, text.length - done);
            sum.add(gcm.hash(text, done, length), length);
        }
        return sum.tag(nonce, additional);
    }

    private static byte[] jdk(SecretKey key, byte[] nonce, byte[] additional, byte[] text)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(additional);
        return cipher.doFinal(text);
    }

    private static byte[] encrypt(byte[] key, byte[] block) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            return cipher.doFinal(block);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] hex(String text) {
        return text == null ? new byte[0] : HexFormat.of().parseHex(text);
    }
}
