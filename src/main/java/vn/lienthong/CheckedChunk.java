package vn.lienthong;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.normalize.Identity;
import vn.lienthong.records.Chunk;
import vn.lienthong.validate.ControlSums;
import vn.lienthong.validate.Findings;

/** What check found in one chunk; used again for the next. */
final class CheckedChunk {
    final Findings findings = new Findings();
    final ControlSums sums;
    final NamedFacilities facilities;
    final boolean[] good = new boolean[Chunk.RECORDS_MAX];
    private byte[] identities = new byte[0];
    private @Nullable RefusalCode refusal;
    private int refusedRecord;

    CheckedChunk(Contract contract, List<Field> facilities) {
        sums = new ControlSums(contract);
        this.facilities = new NamedFacilities(facilities);
    }

    void begin(int records) {
        findings.clear();
        sums.clear();
        facilities.clear();
        refusal = null;
        if (identities.length < records * Identity.BYTES) {
            identities = new byte[records * Identity.BYTES];
        }
    }

    /** The file is refused at that record of the chunk. */
    void refused(int record, RefusalCode code) {
        refusedRecord = record;
        refusal = code;
    }

    /** Why the file is refused within this chunk, or null. */
    @Nullable
    RefusalCode refusal() {
        return refusal;
    }

    int refusedRecord() {
        return refusedRecord;
    }

    byte[] identities() {
        return identities;
    }
}
