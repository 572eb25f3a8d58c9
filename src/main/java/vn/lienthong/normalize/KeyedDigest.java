package vn.lienthong.normalize;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import vn.lienthong.contract.Field;
import vn.lienthong.delivery.Fault;
import vn.lienthong.records.RowValues;

/**
 * SHA-256 over a 16-byte key and the canonical values of some fields, each behind its length of two bytes (0xFFFF =
 * absent; 0xFFFE and four bytes for 65,534 bytes and more). Stored and given out: it must never change. For one thread.
 */
final class KeyedDigest {
    static final int KEY_BYTES = 16;

    private static final int ABSENT = 0xFFFF;
    private static final int LONG = 0xFFFE;
    private static final int LENGTH_BYTES_MAX = 6;

    private final MessageDigest sha256;
    private final CanonicalText[] values;
    private final byte[] digest = new byte[32];
    private byte[] message = new byte[256];
    private int firstEnd;

    /**
     * @param secret the store's
     * @param purpose makes the key another one for each feed and use
     */
    KeyedDigest(byte[] secret, byte[] purpose, List<Field> fields) {
        if (secret.length != KEY_BYTES) {
            throw new IllegalArgumentException("the identity key must have 16 bytes");
        }
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new Fault("this Java has no SHA-256", e);
        }
        sha256.update(secret);
        sha256.update(purpose);
        System.arraycopy(sha256.digest(), 0, message, 0, KEY_BYTES);
        values = fields.stream().map(CanonicalText::new).toArray(CanonicalText[]::new);
    }

    /** The digest over all values of a row; valid until the next call. */
    byte[] of(RowValues row) {
        int length = KEY_BYTES;
        for (int v = 0; v < values.length; v++) {
            length = append(row, values[v], length);
            if (v == 0) {
                firstEnd = length;
            }
        }
        return digest(length);
    }

    /** The digest over the first value of the row that was asked last; valid until the next call. */
    byte[] ofFirst() {
        return digest(firstEnd);
    }

    /** Whether the first value of the row that was asked last is this one; see {@link #first}. */
    boolean firstIs(byte[] value) {
        return Arrays.equals(message, KEY_BYTES, firstEnd, value, 0, value.length);
    }

    /** The first value of the row that was asked last. */
    byte[] first() {
        return Arrays.copyOfRange(message, KEY_BYTES, firstEnd);
    }

    private int append(RowValues row, CanonicalText value, int at) {
        boolean present = value.of(row);
        int length = present ? value.end() - value.start() : 0;
        if (at + LENGTH_BYTES_MAX + length > message.length) {
            message = Arrays.copyOf(message, 2 * (at + LENGTH_BYTES_MAX + length));
        }
        int to = at;
        if (present && length >= LONG) {
            to = two(to, LONG);
            to = two(to, length >>> 16);
        }
        to = two(to, present ? length : ABSENT);
        System.arraycopy(value.bytes(), value.start(), message, to, length);
        return to + length;
    }

    private int two(int at, int value) {
        message[at] = (byte) (value >> 8);
        message[at + 1] = (byte) value;
        return at + 2;
    }

    private byte[] digest(int length) {
        sha256.update(message, 0, length);
        try {
            var unused = sha256.digest(digest, 0, digest.length);
        } catch (DigestException e) {
            throw new Fault("SHA-256 failed", e);
        }
        return digest;
    }
}
