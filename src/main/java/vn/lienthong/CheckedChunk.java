package vn.lienthong;

import vn.lienthong.contract.Contract;
import vn.lienthong.normalize.Identity;
import vn.lienthong.records.Chunk;
import vn.lienthong.validate.ControlSums;
import vn.lienthong.validate.Findings;

/** What check found in one chunk; used again for the next. */
final class CheckedChunk {
    final Findings findings = new Findings();
    final ControlSums sums;
    final boolean[] good = new boolean[Chunk.RECORDS_MAX];
    private byte[] identities = new byte[0];
    /** Index of the first record that is not UTF-8, or -1. */
    int brokenRecord;

    CheckedChunk(Contract contract) {
        sums = new ControlSums(contract);
    }

    void begin(int records) {
        findings.clear();
        sums.clear();
        brokenRecord = -1;
        if (identities.length < records * Identity.BYTES) {
            identities = new byte[records * Identity.BYTES];
        }
    }

    byte[] identities() {
        return identities;
    }
}
