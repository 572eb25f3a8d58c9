package vn.lienthong.normalize;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.delivery.Fault;
import vn.lienthong.records.RowValues;

/**
 * Makes the opaque record_id of a record: 16 bytes that only who knows the store's secret can tie to a key.
 *
 * <p>With {@code k = SHA-256(secret, feed)} cut to 16 bytes, and every key value in canonical form behind its length of
 * two bytes (0xFFFF = absent; 0xFFFE and four bytes for 65,534 bytes and more): it is the first 16 bytes of {@code
 * SHA-256(k, all key values)}. When the key has several fields its first two bytes are those of {@code SHA-256(k, first
 * key value)} instead, so that records of one group lie together in the index. This is stored and given out: it must
 * never change.
 *
 * <p>A key's digest, so also what in-file duplicates are told by. For one thread.
 */
public final class Identity {
    /** Length of a record_id. */
    public static final int BYTES = 16;

    private static final int SECRET_BYTES = 16;
    private static final int GROUP_BYTES = 2;
    private static final int ABSENT = 0xFFFF;
    private static final int LONG = 0xFFFE;
    private static final int LENGTH_BYTES_MAX = 6;

    private final MessageDigest sha256;
    private final byte[] feedKey;
    private final CanonicalText[] key;
    private final byte[] digest = new byte[32];
    private byte[] message = new byte[256];
    private int firstEnd;
    private byte[] lastFirst = new byte[0];
    private byte groupHigh;
    private byte groupLow;

    /**
     * @param secret 16 bytes, the store's {@code identityKey}
     * @throws IllegalArgumentException for a contract without a key, or a secret of another length
     */
    public Identity(Contract contract, byte[] secret) {
        List<Field> fields = contract.key();
        if (fields.isEmpty()) {
            throw new IllegalArgumentException(contract.feed() + ": the contract has no key");
        }
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("the identity key must have 16 bytes");
        }
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new Fault("this Java has no SHA-256", e);
        }
        sha256.update(secret);
        sha256.update(contract.feed().getBytes(StandardCharsets.UTF_8));
        feedKey = Arrays.copyOf(sha256.digest(), SECRET_BYTES);
        System.arraycopy(feedKey, 0, message, 0, SECRET_BYTES);
        key = fields.stream().map(CanonicalText::new).toArray(CanonicalText[]::new);
    }

    /** Writes the record_id of a checked row to {@code into}. */
    public void of(RowValues row, byte[] into, int at) {
        int length = SECRET_BYTES;
        for (int k = 0; k < key.length; k++) {
            length = append(row, key[k], length);
            if (k == 0) {
                firstEnd = length;
            }
        }
        digest(length);
        System.arraycopy(digest, 0, into, at, BYTES);
        if (key.length > 1) {
            group();
            into[at] = groupHigh;
            into[at + 1] = groupLow;
        }
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

    /** Files name one group, or one group after another: the last one is remembered. */
    private void group() {
        if (Arrays.equals(message, SECRET_BYTES, firstEnd, lastFirst, 0, lastFirst.length)) {
            return;
        }
        lastFirst = Arrays.copyOfRange(message, SECRET_BYTES, firstEnd);
        digest(firstEnd);
        groupHigh = digest[0];
        groupLow = digest[GROUP_BYTES - 1];
    }

    private void digest(int length) {
        sha256.update(message, 0, length);
        try {
            var unused = sha256.digest(digest, 0, digest.length);
        } catch (DigestException e) {
            throw new Fault("SHA-256 failed", e);
        }
    }
}
