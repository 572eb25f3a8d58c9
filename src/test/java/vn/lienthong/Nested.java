package vn.lienthong;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.ContractReader;
import vn.lienthong.yaml.Findings;

/** Contracts of nested files, written as YAML and read as every other: a settlement, residents, enterprises. */
public final class Nested {
    private final List<String> tables = new ArrayList<>();
    private final String exchange;

    private Nested(String exchange) {
        this.exchange = exchange;
    }

    /** @param exchange lines of the exchange entry */
    public static Nested of(String exchange) {
        return new Nested(exchange);
    }

    /** The record's own table; fields as {@link #field} makes them. */
    public Nested record(String... fields) {
        tables.add("  - name: nested\n    properties:\n" + String.join("", fields));
        return this;
    }

    public Nested child(String name, String source, String... fields) {
        String head = "  - name: " + name + "\n    physicalName: " + source + "\n    properties:\n";
        tables.add(head + String.join("", fields));
        return this;
    }

    /**
     * A field of a table.
     *
     * @param words {@code name physicalName [logicalType] [required] [key1]}
     * @param x flow map of our part, may be empty
     */
    public static String field(String words, String x) {
        List<String> word = List.of(words.split(" "));
        StringBuilder yaml =
                new StringBuilder("      - {name: " + word.get(0) + ", businessName: x, classification: open");
        yaml.append(word.get(1).equals("-") ? "" : ", physicalName: " + word.get(1));
        String type = word.size() > 2 ? word.get(2) : "string";
        yaml.append(", logicalType: ").append(type);
        for (String w : word.subList(Math.min(3, word.size()), word.size())) {
            boolean key = w.startsWith("key");
            yaml.append(", required: true");
            yaml.append(key ? ", primaryKey: true, primaryKeyPosition: " + w.substring(3) : "");
        }
        yaml.append(x.isEmpty() ? "" : ", customProperties: [{property: x, value: " + x + "}]");
        return yaml.append("}\n").toString();
    }

    public String yaml() {
        return "apiVersion: v3.1.0\nkind: DataContract\nid: test.nested\nversion: 1.0.0\nstatus: active\n"
                + "description: {purpose: A nested feed}\ncustomProperties:\n  - property: exchange\n    value:\n"
                + "      envelope: sealed\n"
                + exchange.strip().indent(6)
                + "schema:\n"
                + String.join("", tables);
    }

    public Contract contract() {
        Findings findings = new Findings();
        return ContractReader.parse(yaml().getBytes(StandardCharsets.UTF_8), "nested.yaml", CodeLists.NONE, findings)
                .orElseThrow(() -> new AssertionError(findings.list() + "\n" + yaml()));
    }

    /** A yearly settlement with two kinds of persons, the employer's head data and totals. */
    public static Contract settlement() {
        return of("""
                        format: xml
                        recordPath: {"05-1": HS/TO/PL/PL1/BK, "05-2": HS/TO/PL/PL2/BK}
                        ignore: [ghiChu]
                        controlTotals:
                          - {field: income, kind: "05-1", path: /HS/TO/PL/PL1/ct28}
                          - {field: income, path: /HS/TO/CT/ct23}
                          - {count: records, path: /HS/TO/CT/ct16}
                        """)
                .record(
                        field("employer_tax_code mst string key1", "{path: /HS/TO/TT/NNT/mst}"),
                        field("year ky integer required", "{path: /HS/TO/TT/ky}"),
                        field("kind loai string key2", "{path: \"@kind\"}"),
                        field("person so string key3", "{path: {\"05-1\": ct08, \"05-2\": ct09.1}}"),
                        field(
                                "income thuNhap integer required",
                                "{path: {\"05-1\": tien/ct12, \"05-2\": ct11}, type: money}"),
                        field("insurance ct19 integer", "{path: {\"05-1\": ct19}, type: money}"))
                .contract();
    }

    /** Residents, bare or in a SOAP envelope. */
    public static Contract residents() {
        return of("""
                        format: xml
                        depthMax: 12
                        recordBytesMax: 100000
                        recordPath: [Collection/CongDan, Envelope/Body/Collection/CongDan]
                        ignore: [Cha, ThuongTru/QuocGia]
                        """)
                .record(
                        field("person SoDinhDanh string key1", ""),
                        field("given_name HoVaTen.Ten string", "{path: HoVaTen/Ten}"),
                        field("birth_year NgayThangNamSinh.Nam string", "{path: NgayThangNamSinh/Nam}"),
                        field("commune ThuongTru.MaPhuongXa string", "{path: ThuongTru/MaPhuongXa}"))
                .contract();
    }

    /** Enterprises with their representatives, as an API answers and as lines. */
    public static Contract enterprises(String format) {
        return of("format: " + format + "\n" + ENTERPRISES)
                .record(
                        field("code CODE string key1", "{path: Main/CODE}"),
                        field("name NAME string required", "{path: Main/NAME}"),
                        field("capital CAPITAL integer", "{path: Main/CAPITAL, type: money}"),
                        field("active ACTIVE string", ""))
                .child(
                        "nested_representative",
                        "Representatives",
                        field("full_name FULL_NAME string required", ""),
                        field("share SHARE number", "{scale: 2}"))
                .contract();
    }

    private static final String ENTERPRISES =
            """
            depthMax: 8
            recordBytesMax: 100000
            recordPath: [Data, "."]
            ignore: [Links]
            controlTotals:
              - {count: records, path: /DataCount}
            """;
}
