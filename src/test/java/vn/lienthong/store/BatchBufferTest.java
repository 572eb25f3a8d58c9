package vn.lienthong.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Table;

/** What is written into a batch is what is read from it, also across every growth of its memory. */
class BatchBufferTest {
    private static final int DAYS_1970_TO_2000 = 10_957;

    private static Contract dates(int fields) {
        List<Field> list = new ArrayList<>();
        for (int i = 0; i < fields; i++) {
            list.add(new Field(
                    i,
                    "f" + i,
                    "f" + i,
                    "",
                    FieldType.DATE,
                    false,
                    i == 0 ? 1 : 0,
                    List.of(),
                    0,
                    Integer.MAX_VALUE,
                    null,
                    null,
                    null,
                    0,
                    null,
                    null,
                    List.of(),
                    Field.Classification.OPEN,
                    Map.of()));
        }
        Exchange exchange = new Exchange(
                Exchange.Format.CSV,
                Exchange.EnvelopePolicy.SEALED,
                List.of(),
                ',',
                1,
                1,
                1,
                1,
                List.of(),
                List.of(),
                null);
        return new Contract("a.b", "1.0.0", "", exchange, List.of(new Table(0, "t", null, list)), List.of(), "");
    }

    @Test
    void keepsEveryValueWhileItGrows() {
        // Given
        int fields = 3;
        int records = 200_000;
        BatchBuffer batch = new BatchBuffer(dates(fields));

        // When
        for (int r = 0; r < records; r++) {
            batch.beginRecord(r + 1, new byte[16], 0);
            batch.beginRow(0);
            for (int f = 0; f < fields; f++) {
                batch.date(DAYS_1970_TO_2000 + r * fields + f);
            }
            batch.endRow();
            batch.endRecord();
        }

        // Then
        for (int r = 0; r < records; r++) {
            int at = batch.fieldsStart(batch.firstRow(r));
            for (int f = 0; f < fields; f++) {
                byte[] data = batch.data();
                int place = at + f * 8 + 4;
                int value = (data[place] & 0xFF) << 24
                        | (data[place + 1] & 0xFF) << 16
                        | (data[place + 2] & 0xFF) << 8
                        | (data[place + 3] & 0xFF);
                assertEquals(r * fields + f, value);
            }
        }
    }
}
