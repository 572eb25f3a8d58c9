package vn.lienthong.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.contract.Exchange.EnvelopePolicy;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Table;

/** Small contracts for tests of the doors: what they bound and allow, with three text fields. */
public final class TestContracts {

    private TestContracts() {}

    /** Key {@code id}, then {@code name} and {@code province}. */
    public static Contract contract(String feed, Format format, EnvelopePolicy envelope, long fileBytesMax) {
        Exchange exchange = new Exchange(
                format, envelope, List.of(), ',', fileBytesMax, 1 << 20, 16, 1.0, List.of(), List.of(), null);
        List<Field> fields = new ArrayList<>();
        for (String name : List.of("id", "name", "province")) {
            fields.add(field(fields.size(), name));
        }
        Table table = new Table(0, feed.replace('.', '_').replace('-', '_'), null, fields);
        return new Contract(
                feed, "1.0.0", "a feed for tests", exchange, List.of(table), List.of(), "# contract of " + feed + "\n");
    }

    private static Field field(int index, String name) {
        return new Field(
                index,
                name,
                name,
                name,
                FieldType.TEXT,
                index == 0,
                index == 0 ? 1 : 0,
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
                Map.of());
    }
}
