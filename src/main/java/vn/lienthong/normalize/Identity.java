package vn.lienthong.normalize;

import java.nio.charset.StandardCharsets;
import java.util.List;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.records.RowValues;

/**
 * Makes the opaque record_id of a record: 16 bytes that only who knows the store's secret can tie to a key.
 *
 * <p>With {@code k = SHA-256(secret, feed)} cut to 16 bytes it is the first 16 bytes of the {@link KeyedDigest} over
 * all key values. When the key has several fields its first two bytes are those of the digest over the first key value
 * instead, so that records of one group lie together in the index. This is stored and given out: it must never change.
 *
 * <p>A key's digest, so also what in-file duplicates are told by. For one thread.
 */
public final class Identity {
    /** Length of a record_id. */
    public static final int BYTES = 16;

    private static final int GROUP_BYTES = 2;

    private final KeyedDigest digest;
    private final boolean severalFields;
    private byte[] lastFirst = new byte[0];
    private byte groupHigh;
    private byte groupLow;

    /**
     * @param secret 16 bytes, the store's {@code identityKey}
     * @throws IllegalArgumentException for a contract without a key, or a secret of another length
     */
    public Identity(Contract contract, byte[] secret) {
        List<Field> key = contract.key();
        if (key.isEmpty()) {
            throw new IllegalArgumentException(contract.feed() + ": the contract has no key");
        }
        digest = new KeyedDigest(secret, contract.feed().getBytes(StandardCharsets.UTF_8), key);
        severalFields = key.size() > 1;
    }

    /** Writes the record_id of a checked row to {@code into}. */
    public void of(RowValues row, byte[] into, int at) {
        System.arraycopy(digest.of(row), 0, into, at, BYTES);
        if (severalFields) {
            group();
            into[at] = groupHigh;
            into[at + 1] = groupLow;
        }
    }

    /** Files name one group, or one group after another: the last one is remembered. */
    private void group() {
        if (lastFirst.length > 0 && digest.firstIs(lastFirst)) {
            return;
        }
        lastFirst = digest.first();
        byte[] ofFirst = digest.ofFirst();
        groupHigh = ofFirst[0];
        groupLow = ofFirst[GROUP_BYTES - 1];
    }
}
