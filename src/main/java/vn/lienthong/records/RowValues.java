package vn.lienthong.records;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The typed values of one row, filled again for each row: no object is made per field.
 *
 * <p>A value is a {@link State}, a number and a piece of text. The number is, by type: INTEGER and MONEY the number;
 * DECIMAL the unscaled number; DATE {@code yyyymmdd}; PARTIAL_DATE and MONTH {@code yyyymmdd} of the first day, with
 * {@link #last} the last day; DATE_TIME {@code yyyymmddHHMM}. The text is what the sender wrote, or what the field's
 * map made of it. Texts are valid until the next row. For one thread.
 */
public final class RowValues {

    /** What is known of a field after reading. */
    public enum State {
        /** The sender said nothing: no bytes, or a text of blanks. */
        ABSENT,
        /** It has the form of its type. */
        SOUND,
        /** It does not have the form of its type. */
        WRONG_TYPE,
        /** It has a control character. */
        WRONG_CHARACTER,
        /** Its map has no such value. */
        WRONG_CODE,
        /** A check found an error in it. */
        REJECTED
    }

    /** What is wrong with a row as a whole; its fields are then not to be read. */
    public enum Problem {
        NONE,
        /** Other columns than the header, a quote out of place, a value twice or nested. */
        RAGGED,
        /** Bytes that are not UTF-8: the file is refused. */
        ENCODING
    }

    byte[] bytes = new byte[0];
    final int[] start;
    final int[] end;
    final State[] state;
    final long[] value;
    final long[] last;
    private final byte[] @Nullable [] mapped;
    private final boolean[] control;
    private boolean anyControl;
    private int table;
    private long line;
    private Problem problem = Problem.NONE;
    private boolean unknownElement;

    /** @param fields most fields of a table */
    public RowValues(int fields) {
        start = new int[fields + 1];
        end = new int[fields + 1];
        state = new State[fields];
        Arrays.fill(state, State.ABSENT);
        value = new long[fields];
        last = new long[fields];
        mapped = new byte[fields][];
        control = new boolean[fields];
    }

    public int table() {
        return table;
    }

    /** Physical line on which the row begins. */
    public long line() {
        return line;
    }

    public Problem problem() {
        return problem;
    }

    /** The row has an element that the contract does not know. */
    public boolean unknownElement() {
        return unknownElement;
    }

    public State state(int field) {
        return state[field];
    }

    public boolean sound(int field) {
        return state[field] == State.SOUND;
    }

    /** The number of a sound field. */
    public long value(int field) {
        return value[field];
    }

    /** Last day ({@code yyyymmdd}) that a sound PARTIAL_DATE or MONTH may mean. */
    public long last(int field) {
        return last[field];
    }

    /** The array that holds the field's text. */
    public byte[] textBytes(int field) {
        byte[] m = mapped[field];
        return m != null ? m : bytes;
    }

    public int textStart(int field) {
        return mapped[field] != null ? 0 : start[field];
    }

    public int textEnd(int field) {
        byte[] m = mapped[field];
        return m != null ? m.length : end[field];
    }

    /** The field's text as a String: for the rare places that cannot do without. */
    public String text(int field) {
        int from = textStart(field);
        return new String(textBytes(field), from, textEnd(field) - from, StandardCharsets.UTF_8);
    }

    /** The array that holds the texts as the sender wrote them. */
    public byte[] sourceBytes() {
        return bytes;
    }

    public int sourceStart(int field) {
        return start[field];
    }

    public int sourceEnd(int field) {
        return end[field];
    }

    /** A check found an error: rules that use the field are not asked. */
    public void reject(int field) {
        state[field] = State.REJECTED;
    }

    String rawText(int field) {
        return new String(bytes, start[field], end[field] - start[field], StandardCharsets.UTF_8);
    }

    void beginRow(byte[] in, int ofTable, long onLine) {
        if (table != ofTable) {
            Arrays.fill(mapped, null);
        }
        bytes = in;
        table = ofTable;
        line = onLine;
        problem = Problem.NONE;
        unknownElement = false;
        if (anyControl) {
            Arrays.fill(control, false);
            anyControl = false;
        }
    }

    void problem(Problem found) {
        problem = found;
    }

    void unknownElement(boolean found) {
        unknownElement = found;
    }

    void markControl(int field) {
        control[field] = true;
        anyControl = true;
    }

    boolean hasControl(int field) {
        return anyControl && control[field];
    }

    /** To be told for every row whose field has a map, null when the map does not have the value. */
    void map(int field, byte @Nullable [] to) {
        mapped[field] = to;
    }

    State set(int field, long number) {
        value[field] = number;
        return State.SOUND;
    }
}
