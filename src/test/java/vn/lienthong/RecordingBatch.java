package vn.lienthong;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.store.Store;

/** A batch that writes down, one line a record, what it is told: the receiving end of a test, where no store is. */
public final class RecordingBatch implements Store.Batch {
    private final List<String> records = new ArrayList<>();
    private StringBuilder line = new StringBuilder();

    public List<String> lines() {
        return List.copyOf(records);
    }

    @Override
    public void beginRecord(long record, byte[] identity, long version) {
        line = new StringBuilder(
                record + " " + HexFormat.of().formatHex(identity).length() + " v" + version);
    }

    @Override
    public void place(long onLine, byte @Nullable [] group) {
        // The lines of a test show what is stored.
    }

    @Override
    public void beginRow(int table) {
        line.append(" [").append(table);
    }

    @Override
    public void text(byte[] utf8, int start, int end) {
        line.append('|').append(new String(utf8, start, end - start, StandardCharsets.UTF_8));
    }

    @Override
    public void integer(long value) {
        line.append('|').append(value);
    }

    @Override
    public void decimal(long unscaled, int scale) {
        line.append('|').append(unscaled).append('e').append(-scale);
    }

    @Override
    public void date(int epochDay) {
        line.append('|').append(LocalDate.ofEpochDay(epochDay));
    }

    @Override
    public void dateTime(long epochMinute) {
        line.append('|').append(LocalDateTime.ofEpochSecond(epochMinute * 60, 0, ZoneOffset.UTC));
    }

    @Override
    public void absent() {
        line.append("|-");
    }

    @Override
    public void endRow() {
        line.append(']');
    }

    @Override
    public void endRecord() {
        records.add(line.toString());
    }

    @Override
    public int records() {
        return records.size();
    }

    @Override
    public int bytes() {
        return 0;
    }

    @Override
    public void clear() {
        records.clear();
    }
}
