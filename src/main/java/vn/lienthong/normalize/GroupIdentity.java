package vn.lienthong.normalize;

import java.nio.charset.StandardCharsets;
import java.util.List;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.delivery.Fault;
import vn.lienthong.records.RowValues;

/**
 * Makes the opaque group_id of a record: the {@link KeyedDigest} over the fields of the contract's {@code replaces},
 * cut to 16 bytes, under a key that is not that of record ids. Stored: it must never change. For one thread.
 */
public final class GroupIdentity {
    /** Length of a group_id. */
    public static final int BYTES = 16;

    private static final String PURPOSE = "\ngroup";

    private final KeyedDigest digest;

    /**
     * @param secret 16 bytes, the store's {@code identityKey}
     * @throws IllegalArgumentException for a contract that replaces no groups
     */
    public GroupIdentity(Contract contract, byte[] secret) {
        List<Field> fields = fields(contract);
        if (fields.isEmpty()) {
            throw new IllegalArgumentException(contract.feed() + ": the contract replaces no groups");
        }
        digest = new KeyedDigest(secret, (contract.feed() + PURPOSE).getBytes(StandardCharsets.UTF_8), fields);
    }

    /** The fields that name a group, in the order of the contract. */
    public static List<Field> fields(Contract contract) {
        return contract.exchange().replaces().stream()
                .map(name -> {
                    Field field = contract.table().field(name);
                    if (field == null) {
                        throw new Fault(contract.feed() + ": replaces names no field: " + name);
                    }
                    return field;
                })
                .toList();
    }

    /** Writes the group_id of a checked row to {@code into}. */
    public void of(RowValues row, byte[] into) {
        System.arraycopy(digest.of(row), 0, into, 0, BYTES);
    }
}
