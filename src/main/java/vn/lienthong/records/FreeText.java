package vn.lienthong.records;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.legacy.LegacyForm;
import vn.lienthong.legacy.LegacyText;
import vn.lienthong.records.RowValues.State;

/**
 * Looks at values that people write (names, addresses; not codes) for text that is not composed Unicode: it is
 * converted where the contract allows that form, else the value is wrong. Immutable, for many threads.
 */
final class FreeText {
    private final Set<LegacyForm> allowed;

    private FreeText(Set<LegacyForm> allowed) {
        this.allowed = allowed;
    }

    /** For a field, or null when its values are no free text. */
    static @Nullable FreeText of(Contract contract, Field field) {
        boolean free = field.type() == FieldType.TEXT
                && field.map().isEmpty()
                && field.identifier() == null
                && field.codeList() == null
                && field.pattern() == null;
        if (!free) {
            return null;
        }
        Set<LegacyForm> allowed = encodings(contract);
        if (field.normalizers().contains("nfc")) {
            allowed.add(LegacyForm.DECOMPOSED);
        }
        return new FreeText(allowed);
    }

    /** The legacy encodings that a contract lets convert. */
    static Set<LegacyForm> encodings(Contract contract) {
        Set<LegacyForm> allowed = EnumSet.noneOf(LegacyForm.class);
        for (Exchange.LegacyText encoding : contract.exchange().legacyText()) {
            allowed.add(
                    switch (encoding) {
                        case TCVN3 -> LegacyForm.TCVN3;
                        case VNI -> LegacyForm.VNI;
                    });
        }
        return allowed;
    }

    /** Looks at a value that is there, and converts it in its row. */
    State read(RowValues row, int field, byte[] utf8, int start, int end) {
        LegacyForm form = LegacyText.form(utf8, start, end);
        if (form != null && !allowed.contains(form)) {
            return State.LEGACY_TEXT;
        }
        row.map(field, form == null ? null : LegacyText.composed(form, utf8, start, end));
        return State.SOUND;
    }
}
