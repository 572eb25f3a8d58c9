package vn.lienthong.validate;

import java.nio.charset.StandardCharsets;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Period;
import vn.lienthong.contract.Table;
import vn.lienthong.delivery.Severity;
import vn.lienthong.records.RowValues;

/**
 * The native checks of one field, in this order: required, character, type, map, identifier, length, pattern, range,
 * code list. The first error ends them, so that a value is not accused twice of one mistake. Immutable.
 *
 * <p>Length, pattern, identifier and code list look at the text as the sender wrote it.
 */
final class FieldCheck {
    private static final int OFF = -1;
    private static final String LEGACY_HINT =
            "Chuyển văn bản TCVN3, VNI hoặc Unicode tổ hợp sang Unicode dựng sẵn trước"
                    + " khi gửi. / Convert TCVN3, VNI or decomposed text to composed Unicode before you send it.";

    private final Field field;
    private final int f;
    private final @Nullable ValuePattern pattern;
    private final CodeLists.@Nullable CodeList list;
    private final int listDateField;
    private final boolean countLength;
    private final boolean ranged;
    private final int required;
    private final int type;
    private final int character;
    private final int legacyText;
    private final int converted;
    private final int length;
    private final int wrongPattern;
    private final int range;
    private final int wrongCode;
    private final int notInList;
    private final int identifierForm;
    private final int identifierDigit;
    private final int leadingZero;
    private final long validFrom;
    private final long validTo;
    private final int outside;

    FieldCheck(Table table, Field field, CodeLists lists, ToIntFunction<Finding> catalogue) {
        this.field = field;
        this.f = field.index();
        Field.CodeListCheck codes = field.codeList();
        this.pattern = field.pattern() == null ? null : pattern(field, field.pattern());
        this.list = codes == null ? null : lists.list(codes.list());
        this.listDateField = codes == null || codes.at() == null ? OFF : dateField(table, field, codes.at());
        this.countLength = field.lengthMin() > 0 || field.lengthMax() < Integer.MAX_VALUE;
        this.ranged = field.min() != null || field.max() != null;
        String source = table.source() == null ? field.source() : table.source() + "." + field.source();
        this.required = field.required() ? catalogue.applyAsInt(Finding.of(NativeRule.RULE_REQUIRED, source)) : OFF;
        this.type = catalogue.applyAsInt(error(NativeRule.RULE_TYPE, source, formHint()));
        this.character = catalogue.applyAsInt(Finding.of(NativeRule.RULE_CHARACTER, source));
        this.legacyText = catalogue.applyAsInt(error(NativeRule.RULE_CHARACTER, source, LEGACY_HINT));
        this.converted = catalogue.applyAsInt(Finding.of(NativeRule.RULE_TEXT_CONVERTED, source));
        this.length = catalogue.applyAsInt(error(NativeRule.RULE_LENGTH, source, lengthHint()));
        this.wrongPattern = catalogue.applyAsInt(Finding.of(NativeRule.RULE_PATTERN, source));
        this.range = catalogue.applyAsInt(error(NativeRule.RULE_RANGE, source, rangeHint()));
        this.wrongCode = catalogue.applyAsInt(Finding.of(NativeRule.RULE_CODE, source));
        Severity listSeverity = codes == null ? Severity.ERROR : codes.severity();
        this.notInList = catalogue.applyAsInt(Finding.of(NativeRule.RULE_CODE, source, listSeverity, null));
        Field.IdentifierCheck id = field.identifier();
        Severity idSeverity = id == null ? Severity.ERROR : id.severity();
        this.identifierForm = catalogue.applyAsInt(Finding.of(NativeRule.RULE_PATTERN, source, idSeverity, null));
        this.identifierDigit = catalogue.applyAsInt(Finding.of(NativeRule.RULE_CHECK_DIGIT, source, idSeverity, null));
        this.leadingZero = catalogue.applyAsInt(error(NativeRule.RULE_LEADING_ZERO, source, zeroHint()));
        this.validFrom = field.valid().fromNumber();
        this.validTo = field.valid().toNumber();
        NativeRule unknown = NativeRule.RULE_UNKNOWN_ELEMENT;
        this.outside = field.valid().equals(Period.ALWAYS)
                ? OFF
                : catalogue.applyAsInt(Finding.of(unknown, source, unknown.severity(), validHint()));
    }

    private static Finding error(NativeRule rule, String source, @Nullable String hint) {
        return Finding.of(rule, source, Severity.ERROR, hint);
    }

    private static ValuePattern pattern(Field field, String expression) {
        try {
            return ValuePattern.whole(expression);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field.source() + ": " + e.getMessage(), e);
        }
    }

    private static int dateField(Table table, Field field, String at) {
        Field date = table.field(at);
        boolean day = date != null
                && switch (date.type()) {
                    case DATE, MONTH, PARTIAL_DATE, DATE_TIME -> true;
                    default -> false;
                };
        if (date == null || !day) {
            throw new IllegalArgumentException(field.source() + ": the code list's date field " + at + " is no date");
        }
        return date.index();
    }

    private @Nullable String formHint() {
        return field.formats().isEmpty() ? null : String.join(", ", field.formats());
    }

    private @Nullable String lengthHint() {
        return countLength
                ? field.lengthMin() + ".." + (field.lengthMax() == Integer.MAX_VALUE ? "" : field.lengthMax())
                : null;
    }

    private @Nullable String rangeHint() {
        return ranged
                ? (field.min() == null ? "" : field.min()) + ".." + (field.max() == null ? "" : field.max())
                : null;
    }

    private String zeroHint() {
        int digits = field.identifier() == null
                ? field.lengthMin()
                : Identifiers.digits(field.identifier().kind());
        String vi = digits > 1 ? " (đủ " + digits + " chữ số)" : "";
        String en = digits > 1 ? " (" + digits + " digits)" : "";
        return "Giữ số 0 ở đầu" + vi + ": đặt kiểu cột là văn bản trước khi xuất. / Keep the leading 0" + en
                + ": make the column a text column before you export.";
    }

    private String validHint() {
        Period valid = field.valid();
        return (valid.from() == null ? "" : valid.from()) + ".." + (valid.to() == null ? "" : valid.to());
    }

    void check(RowValues row, RecordChecker to) {
        if (outside != OFF && (to.day() < validFrom || to.day() > validTo)) {
            // Another layout's field: not wanted, but what is sent must still have the form of its type.
            if (row.state(f) == RowValues.State.ABSENT) {
                return;
            }
            to.found(outside, f);
        }
        switch (row.state(f)) {
            case SOUND -> checkSound(row, to);
            case ABSENT -> {
                if (required != OFF) {
                    to.found(required, f);
                }
            }
            case WRONG_TYPE -> to.found(type, f);
            case WRONG_CHARACTER -> to.found(character, f);
            case LEGACY_TEXT -> to.found(legacyText, f);
            case WRONG_CODE -> to.found(lostZeroOr(row, to, wrongCode), f);
            case REJECTED -> {
                // told already
            }
        }
    }

    private void checkSound(RowValues row, RecordChecker to) {
        if (row.changed(f) && field.map().isEmpty()) {
            checkConverted(row, to);
            return;
        }
        byte[] b = row.sourceBytes();
        int start = row.sourceStart(f);
        int end = row.sourceEnd(f);
        Field.IdentifierCheck id = field.identifier();
        if (id != null && !identified(id, b, start, end, to)) {
            return;
        }
        if (countLength && !lengthFits(b, start, end)) {
            to.found(lostZeroOr(row, to, length), f);
        } else if (pattern != null && !pattern.matches(b, start, end)) {
            to.found(lostZeroOr(row, to, wrongPattern), f);
        } else if (ranged && outOfRange(row.value(f))) {
            to.found(range, f);
        } else if (list != null && !list.holds(b, start, end, to.day(row, listDateField))) {
            to.found(lostZeroOr(row, to, notInList), f);
        }
    }

    /** Of free text only the length is asked, and it is that of the letters meant. */
    private void checkConverted(RowValues row, RecordChecker to) {
        to.found(converted, f);
        if (countLength && !lengthFits(row.textBytes(f), row.textStart(f), row.textEnd(f))) {
            to.found(length, f);
        }
    }

    private boolean identified(Field.IdentifierCheck id, byte[] b, int start, int end, RecordChecker to) {
        int finding =
                switch (Identifiers.check(id.kind(), b, start, end)) {
                    case RIGHT -> OFF;
                    case FORM -> identifierForm;
                    case CHECK_DIGIT -> identifierDigit;
                    case LEADING_ZERO -> leadingZero;
                };
        return finding == OFF || !to.found(finding, f);
    }

    private boolean lengthFits(byte[] b, int start, int end) {
        int bytes = end - start;
        if (bytes < field.lengthMin()) {
            return false;
        }
        if (bytes <= field.lengthMax() && field.lengthMin() <= 1) {
            return true;
        }
        int characters = 0;
        for (int i = start; i < end; i++) {
            characters += (b[i] & 0xC0) == 0x80 ? 0 : 1;
        }
        return characters >= field.lengthMin() && characters <= field.lengthMax();
    }

    private boolean outOfRange(long value) {
        Long min = field.min();
        Long max = field.max();
        return (min != null && value < min) || (max != null && value > max);
    }

    /** The lost zero, when the value would be right with one zero in front; else the other finding. */
    private int lostZeroOr(RowValues row, RecordChecker to, int other) {
        byte[] b = row.sourceBytes();
        int start = row.sourceStart(f);
        int end = row.sourceEnd(f);
        if (field.type() != FieldType.TEXT || end == start || !Identifiers.allDigits(b, start, end)) {
            return other;
        }
        byte[] padded = new byte[end - start + 1];
        padded[0] = '0';
        System.arraycopy(b, start, padded, 1, end - start);
        boolean fixed = field.lengthMin() > 1 && field.lengthMin() == field.lengthMax();
        boolean told = fixed || pattern != null || list != null || !field.map().isEmpty();
        boolean right = (!countLength || lengthFits(padded, 0, padded.length))
                && (pattern == null || pattern.matches(padded, 0, padded.length))
                && (list == null || fixed || list.holds(padded, 0, padded.length, to.day(row, listDateField)))
                && (field.map().isEmpty() || field.map().containsKey(new String(padded, StandardCharsets.US_ASCII)));
        return told && right ? leadingZero : other;
    }

    /** The list is wanted, but not loaded: its check is off. */
    boolean listMissing() {
        return field.codeList() != null && list == null;
    }
}
