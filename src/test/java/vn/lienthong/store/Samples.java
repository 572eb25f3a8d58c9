package vn.lienthong.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.lienthong.contract.CanonicalWriter;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Table;

/** Contracts and records for tests of the store: a payroll line of 15 columns, and a visit with child tables. */
final class Samples {
    private static final String[] PAYROLL = {
        "period:MONTH:1",
        "employer_tax_code:TEXT:2",
        "employer_name:TEXT",
        "person_id:TEXT:3",
        "si_number:TEXT",
        "full_name:TEXT",
        "birth_date:PARTIAL_DATE",
        "sex:TEXT",
        "province_code:TEXT",
        "commune_code:TEXT",
        "contract_from:DATE",
        "contract_to:DATE",
        "salary_vnd:MONEY",
        "taxable_income_vnd:MONEY",
        "insurance_deducted_vnd:MONEY"
    };
    private static final String[] VISIT = {"visit_id:TEXT:1", "facility:TEXT", "arrived_at:DATE_TIME", "cost:DECIMAL"};
    private static final String[] DRUG = {"line_no:INTEGER", "drug:TEXT", "price:DECIMAL", "given_on:DATE"};
    private static final int SCALE = 2;
    private static final byte[] COMPANY = utf8("Công ty TNHH Sao Mai ");
    private static final byte[] PERSON = utf8("NGUYỄN THỊ HỒNG ");
    private static final byte[] MONTH = utf8("2026-10");
    private static final byte[] EMPLOYER = utf8("0100000000");
    private static final byte[] BORN = utf8("1985-03-12");
    private static final byte[] FEMALE = utf8("F");
    private static final byte[] MALE = utf8("M");
    private static final byte[] PROVINCE = utf8("01");
    private static final byte[] COMMUNE = utf8("00123");
    private static final int FROM = (int) LocalDate.of(2024, 1, 1).toEpochDay();

    private Samples() {}

    static Contract payroll(String feed) {
        return contract(feed, "1.0.0", List.of(table(0, tableName(feed), null, List.of(PAYROLL))));
    }

    static Contract visits(String feed) {
        return contract(
                feed,
                "1.0.0",
                List.of(
                        table(0, tableName(feed), null, List.of(VISIT)),
                        table(1, tableName(feed) + "_drug", "XML2", List.of(DRUG))));
    }

    static Contract contract(String feed, String version, List<Table> tables) {
        Exchange exchange = new Exchange(
                Exchange.Format.CSV,
                Exchange.EnvelopePolicy.SEALED,
                List.of(),
                ',',
                1L << 40,
                1 << 20,
                16,
                1.0,
                List.of(),
                List.of(),
                null);
        return new Contract(feed, version, "a sample", exchange, tables, List.of(), "");
    }

    static String tableName(String feed) {
        return feed.replace('.', '_');
    }

    /** @param fields {@code name:TYPE[:keyPosition]} */
    static Table table(int index, String name, @org.jspecify.annotations.Nullable String source, List<String> fields) {
        List<Field> made = new ArrayList<>();
        for (String f : fields) {
            String[] parts = f.split(":");
            FieldType type = FieldType.valueOf(parts[1]);
            int key = parts.length > 2 ? Integer.parseInt(parts[2]) : 0;
            made.add(new Field(
                    made.size(),
                    parts[0],
                    parts[0],
                    parts[0],
                    type,
                    key > 0,
                    key,
                    List.of(),
                    0,
                    Integer.MAX_VALUE,
                    null,
                    null,
                    null,
                    type == FieldType.DECIMAL ? SCALE : 0,
                    null,
                    null,
                    List.of(),
                    Field.Classification.OPEN,
                    Map.of()));
        }
        return new Table(index, name, source, made);
    }

    /** Opaque and stable, like the real ones: no order of numbers survives. */
    static byte[] identity(long number) {
        UUID id = id(number);
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static UUID id(long number) {
        return new UUID(mix(number), mix(~number));
    }

    private static long mix(long x) {
        long z = x * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** One payroll line; the same number and salary give the same content. */
    static void payroll(CanonicalWriter w, long number, long salary, long version) {
        w.beginRecord(number, identity(number), version);
        w.beginRow(0);
        constant(w, MONTH);
        constant(w, EMPLOYER);
        named(w, COMPANY, number % 1000);
        digits(w, number, 12);
        if (number % 7 == 0) {
            w.absent();
        } else {
            digits(w, number, 10);
        }
        named(w, PERSON, number % 5000);
        constant(w, BORN);
        constant(w, number % 2 == 0 ? FEMALE : MALE);
        constant(w, PROVINCE);
        constant(w, COMMUNE);
        w.date(FROM);
        w.absent();
        w.integer(salary);
        w.integer(salary - 1);
        w.integer(salary / 10);
        w.endRow();
        w.endRecord();
    }

    /** One visit with drugs. */
    static void visit(CanonicalWriter w, long number, long cost, int drugs) {
        w.beginRecord(number, identity(number), 0);
        w.beginRow(0);
        text(w, "V" + number);
        text(w, number % 2 == 0 ? "01001" : "79002");
        w.dateTime(LocalDate.of(2025, 10, 25).toEpochDay() * 1440 + 22 * 60 + 27);
        w.decimal(cost, SCALE);
        w.endRow();
        for (int d = 1; d <= drugs; d++) {
            w.beginRow(1);
            w.integer(d);
            text(w, "thuốc \"" + d + "\"");
            w.decimal(-5, SCALE);
            w.date((int) LocalDate.of(2025, 10, 26).toEpochDay());
            w.endRow();
        }
        w.endRecord();
    }

    static void text(CanonicalWriter w, String value) {
        constant(w, utf8(value));
    }

    private static byte[] utf8(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static void constant(CanonicalWriter w, byte[] bytes) {
        w.text(bytes, 0, bytes.length);
    }

    // Without a format, so that the bench measures the store.
    private static void digits(CanonicalWriter w, long number, int length) {
        byte[] out = new byte[length];
        long rest = number;
        for (int i = length - 1; i >= 0; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        w.text(out, 0, length);
    }

    private static void named(CanonicalWriter w, byte[] name, long number) {
        byte[] out = Arrays.copyOf(name, name.length + 4);
        long rest = number;
        for (int i = out.length - 1; i >= name.length; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        w.text(out, 0, out.length);
    }
}
