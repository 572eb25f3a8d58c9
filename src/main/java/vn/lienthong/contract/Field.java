package vn.lienthong.contract;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Severity;

/**
 * One field of a table: where it comes from, what it must look like, what it becomes.
 *
 * @param index place in its table, from 0; also the order of CSV columns
 * @param source column or element as the sender names it (ODCS {@code physicalName}): what a violation names
 * @param name canonical name in the store and in events (ODCS {@code name})
 * @param label Vietnamese label (ODCS {@code businessName})
 * @param keyPosition 1..n when the field is part of the record's key, else 0
 * @param formats accepted forms of a date, in java.time letters, in order of trial; empty for other types
 * @param lengthMin in characters (code points), 0 = no bound
 * @param lengthMax in characters (code points), {@link Integer#MAX_VALUE} = no bound of its own
 * @param pattern RE2 expression that the whole value must match, or null
 * @param min smallest allowed value in units of the type (dong, or unscaled decimal), or null
 * @param max largest allowed value, or null
 * @param scale digits after the point of a DECIMAL, else 0
 * @param identifier an identifier of DOMAIN 2 whose form and check digit the value must have, or null
 * @param codeList the list that must hold the value, or null
 * @param normalizers names of text normalizers, applied in order
 * @param map source value to canonical value, empty = as it is
 * @param path where it stands in XML or JSON
 * @param derivation how it is made when it has no source, or null
 * @param valid days of the layout that has the field, by the date of {@link Rulebook#at()}
 */
public record Field(
        int index,
        String source,
        String name,
        String label,
        FieldType type,
        boolean required,
        int keyPosition,
        List<String> formats,
        int lengthMin,
        int lengthMax,
        @Nullable String pattern,
        @Nullable Long min,
        @Nullable Long max,
        int scale,
        @Nullable IdentifierCheck identifier,
        @Nullable CodeListCheck codeList,
        List<String> normalizers,
        Classification classification,
        Map<String, String> map,
        FieldPath path,
        @Nullable Derivation derivation,
        Period valid) {
    /** Characters of a canonical name: it is a column of the store as it stands. */
    public static final int NAME_CHARS_MAX = 55;

    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0," + (NAME_CHARS_MAX - 1) + "}");
    static final String NAME_FORM = "lower-case words with _ between, at most " + NAME_CHARS_MAX + " characters";

    /** A field that is a column, or an element or member of its record by the name of its source. */
    public Field(
            int index,
            String source,
            String name,
            String label,
            FieldType type,
            boolean required,
            int keyPosition,
            List<String> formats,
            int lengthMin,
            int lengthMax,
            @Nullable String pattern,
            @Nullable Long min,
            @Nullable Long max,
            int scale,
            @Nullable IdentifierCheck identifier,
            @Nullable CodeListCheck codeList,
            List<String> normalizers,
            Classification classification,
            Map<String, String> map) {
        this(
                index,
                source,
                name,
                label,
                type,
                required,
                keyPosition,
                formats,
                lengthMin,
                lengthMax,
                pattern,
                min,
                max,
                scale,
                identifier,
                codeList,
                normalizers,
                classification,
                map,
                FieldPath.named(source),
                null,
                Period.ALWAYS);
    }

    /** It has no place in the file; derived fields are the last of their table. */
    public boolean derived() {
        return path.origin() == FieldPath.Origin.DERIVED;
    }

    public Field {
        formats = List.copyOf(formats);
        normalizers = List.copyOf(normalizers);
        map = Map.copyOf(map);
    }

    /** Who may see it: {@code personal} and {@code sensitive} only by a reader's explicit right. */
    public enum Classification {
        OPEN,
        PERSONAL,
        SENSITIVE
    }

    /** {@code kind} is one of {@link Identifier}; {@code severity} is what a wrong one does. */
    public record IdentifierCheck(Identifier kind, Severity severity) {}

    /**
     * A value must be in the list at a date.
     *
     * @param list name of the list
     * @param at canonical name of the DATE, DATE_TIME or MONTH field that gives the date, or null: the day of receipt
     */
    public record CodeListCheck(String list, @Nullable String at, Severity severity) {}
}
