package vn.lienthong.records;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Table;
import vn.lienthong.records.RowValues.Problem;
import vn.lienthong.records.RowValues.State;

/**
 * Reads rows of a contract's chunks into {@link RowValues}. Compiled once per contract, immutable, for many threads.
 *
 * <p>Nothing is repaired: a number or a date with blanks around it, a thousands separator or a plus sign is of the
 * wrong type. (XML is milder in one point: white space around an element's text is layout, not value.)
 */
public final class FieldReaders {
    private static final int DIGITS_MAX = 18;

    private final @Nullable CsvSplitter splitter;
    private final Reader[][] tables;
    private final int[] sourceFields;
    private final int fieldsMax;

    /** @throws IllegalArgumentException when a field's form is not understood; the message names the field */
    public FieldReaders(Contract contract) {
        Exchange exchange = contract.exchange();
        splitter = exchange.format() == Exchange.Format.CSV ? new CsvSplitter(csvSeparator(contract)) : null;
        tables = new Reader[contract.tables().size()][];
        sourceFields = new int[tables.length];
        int most = 0;
        for (Table table : contract.tables()) {
            Reader[] readers = new Reader[table.fields().size()];
            for (Field f : table.fields()) {
                readers[f.index()] = new Reader(f);
            }
            tables[table.index()] = readers;
            sourceFields[table.index()] = table.sourceFields();
            most = Math.max(most, readers.length);
        }
        fieldsMax = most;
    }

    private static byte csvSeparator(Contract contract) {
        char separator = contract.exchange().separator();
        if (separator >= 128 || separator == '"' || separator == '\n' || separator == '\r') {
            throw new IllegalArgumentException(contract.feed() + ": a CSV separator is one ASCII character");
        }
        return (byte) separator;
    }

    /** Values that fit every table of the contract. */
    public RowValues newValues() {
        return new RowValues(fieldsMax);
    }

    /** Reads one row. When the row has a {@link RowValues#problem() problem} its fields are undefined. */
    public void read(Chunk chunk, int row, RowValues into) {
        int table = chunk.table(row);
        Reader[] readers = tables[table];
        int fields = sourceFields[table];
        if (splitter != null) {
            splitter.split(chunk, row, into, fields);
        } else {
            takeBounds(chunk, row, into, fields);
        }
        if (into.problem() != Problem.NONE) {
            return;
        }
        State[] states = into.state;
        for (int f = 0; f < fields; f++) {
            states[f] = into.hasControl(f) ? State.WRONG_CHARACTER : readers[f].read(into, f);
        }
        // Made later, from the others.
        Arrays.fill(states, fields, readers.length, State.ABSENT);
    }

    private static void takeBounds(Chunk chunk, int row, RowValues into, int fields) {
        into.beginRow(chunk.bytes, chunk.table(row), chunk.line(row));
        byte flags = chunk.rowFlags[row];
        into.unknownElement((flags & Chunk.UNKNOWN_ELEMENT) != 0);
        if ((flags & Chunk.RAGGED) != 0) {
            into.problem(Problem.RAGGED);
            return;
        }
        int at = chunk.rowStart[row];
        for (int f = 0; f < fields; f++) {
            into.start[f] = chunk.bounds[at++];
            into.end[f] = chunk.bounds[at++];
            if ((flags & Chunk.CONTROL) != 0 && hasControl(chunk.bytes, into.start[f], into.end[f])) {
                into.markControl(f);
            }
        }
    }

    private static boolean hasControl(byte[] b, int start, int end) {
        for (int i = start; i < end; i++) {
            if (b[i] >= 0 && b[i] < ' ' && b[i] != '\t' && b[i] != '\n' && b[i] != '\r') {
                return true;
            }
        }
        return false;
    }

    /** The form of one field. */
    private static final class Reader {
        private final FieldType type;
        private final int scale;
        private final DateForm[] forms;
        private final @Nullable SliceMap map;
        private final byte[][] mapped;

        Reader(Field field) {
            type = field.type();
            scale = field.scale();
            forms = forms(field);
            List<String> from = new ArrayList<>(field.map().keySet());
            map = from.isEmpty() ? null : new SliceMap(from);
            mapped = from.stream()
                    .map(k -> field.map().getOrDefault(k, k).getBytes(StandardCharsets.UTF_8))
                    .toArray(byte[][]::new);
            if (map != null && type != FieldType.TEXT) {
                throw new IllegalArgumentException(field.source() + ": only a TEXT field can have a map");
            }
        }

        private static DateForm[] forms(Field field) {
            DateForm[] forms = field.formats().stream().map(DateForm::new).toArray(DateForm[]::new);
            boolean date =
                    switch (field.type()) {
                        case DATE, PARTIAL_DATE, MONTH, DATE_TIME -> true;
                        default -> false;
                    };
            if (date == (forms.length == 0)) {
                throw new IllegalArgumentException(field.source() + ": a date, and only a date, has formats");
            }
            for (DateForm form : forms) {
                boolean fits =
                        switch (field.type()) {
                            case DATE, DATE_TIME -> form.hasDay() && !form.partial();
                            case MONTH -> form.hasMonth() && !form.hasDay() && !form.partial();
                            default -> true;
                        };
                if (!fits) {
                    throw new IllegalArgumentException(
                            field.source() + ": a format does not fit the type " + field.type());
                }
            }
            return forms;
        }

        State read(RowValues row, int f) {
            byte[] b = row.bytes;
            int start = row.start[f];
            int end = row.end[f];
            if (start == end) {
                return State.ABSENT;
            }
            return switch (type) {
                case TEXT -> text(row, f, b, start, end);
                case INTEGER, MONEY -> whole(row, f, b, start, end);
                case DECIMAL -> decimal(row, f, b, start, end);
                default -> date(row, f, b, start, end);
            };
        }

        private State text(RowValues row, int f, byte[] b, int start, int end) {
            int i = start;
            while (i < end && b[i] == ' ') {
                i++;
            }
            if (i == end) {
                return State.ABSENT;
            }
            if (map != null) {
                int at = map.indexOf(b, start, end);
                row.map(f, at < 0 ? null : mapped[at]);
                if (at < 0) {
                    return State.WRONG_CODE;
                }
            }
            return State.SOUND;
        }

        private static State whole(RowValues row, int f, byte[] b, int start, int end) {
            boolean negative = b[start] == '-';
            int i = negative ? start + 1 : start;
            if (i == end || end - i > DIGITS_MAX) {
                return State.WRONG_TYPE;
            }
            long v = 0;
            for (; i < end; i++) {
                int digit = b[i] - '0';
                if (digit < 0 || digit > 9) {
                    return State.WRONG_TYPE;
                }
                v = v * 10 + digit;
            }
            return row.set(f, negative ? -v : v);
        }

        /** Digits beyond the scale are taken when they are zeros: {@code 4.000} is 4.00, but 4.001 is not. */
        private State decimal(RowValues row, int f, byte[] b, int start, int end) {
            boolean negative = b[start] == '-';
            int i = negative ? start + 1 : start;
            int point = -1;
            int digits = 0;
            long v = 0;
            for (; i < end; i++) {
                int digit = b[i] - '0';
                if (b[i] == '.' && point < 0 && digits > 0 && i + 1 < end) {
                    point = i;
                } else if (digit < 0 || digit > 9) {
                    return State.WRONG_TYPE;
                } else if (point >= 0 && i - point > scale) {
                    if (digit != 0) {
                        return State.WRONG_TYPE;
                    }
                } else {
                    v = v * 10 + digit;
                    digits++;
                }
                if (digits > DIGITS_MAX) {
                    return State.WRONG_TYPE;
                }
            }
            if (digits == 0) {
                return State.WRONG_TYPE;
            }
            int written = point < 0 ? 0 : Math.min(scale, end - point - 1);
            for (int k = written; k < scale; k++, digits++) {
                if (digits >= DIGITS_MAX) {
                    return State.WRONG_TYPE;
                }
                v *= 10;
            }
            return row.set(f, negative ? -v : v);
        }

        private State date(RowValues row, int f, byte[] b, int start, int end) {
            for (DateForm form : forms) {
                long read = form.read(b, start, end);
                if (read != DateForm.NONE) {
                    return takeDate(row, f, read);
                }
            }
            return State.WRONG_TYPE;
        }

        private State takeDate(RowValues row, int f, long read) {
            if (type == FieldType.DATE_TIME) {
                return row.set(f, read);
            }
            long day = read / 10_000;
            if (type == FieldType.DATE) {
                row.last[f] = day;
                return row.set(f, day);
            }
            int year = (int) (day / 10_000);
            int month = (int) (day / 100 % 100);
            int inMonth = (int) (day % 100);
            if (month == 0) {
                row.last[f] = year * 10_000L + 1231;
                return row.set(f, year * 10_000L + 101);
            }
            long first = year * 10_000L + month * 100L;
            row.last[f] = inMonth > 0 ? day : first + DateForm.daysOf(year, month);
            return row.set(f, inMonth > 0 ? day : first + 1);
        }
    }
}
