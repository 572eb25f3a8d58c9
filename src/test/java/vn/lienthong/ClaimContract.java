package vn.lienthong;

import java.nio.charset.StandardCharsets;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.ContractReader;
import vn.lienthong.yaml.Findings;

/** A claim feed with a few fields of four tables, as its YAML says. */
public final class ClaimContract {
    private static final CodeLists ALL = name -> (code, start, end, at) -> true;

    private static final String YAML =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: test.claims
            version: 1.0.0
            status: active
            description: {purpose: Claims for tests}
            customProperties:
              - property: exchange
                value:
                  format: xml
                  envelope: plain
                  recordPath: GIAMDINHHS/THONGTINHOSO/DANHSACHHOSO/HOSO
                  attachments: {path: FILEHOSO, kind: LOAIHOSO, content: NOIDUNGFILE, record: XML1/TONG_HOP}
                  controlTotals: [{count: records, path: /GIAMDINHHS/THONGTINHOSO/SOLUONGHOSO}]
                  xmlSignature: %s
                  fileBytesMax: 512 MiB
                  recordBytesMax: %s
            schema:
              - name: test_claims
                properties:
            %s
              - name: test_claims_xml2
                physicalName: XML2
                customProperties: [{property: x, value: {path: CHITIEU/DSACH/CHI_TIET_THUOC}}]
                properties:
            %s
              - name: test_claims_xml7
                physicalName: XML7
                customProperties: [{property: x, value: {path: GIAY_RA_VIEN}}]
                properties:
            %s
            """;

    private ClaimContract() {}

    public static Contract of(String xmlSignature) {
        return of(xmlSignature, "1 MiB");
    }

    public static Contract of(String xmlSignature, String recordBytesMax) {
        Findings findings = new Findings();
        String yaml = yaml(xmlSignature, recordBytesMax);
        return ContractReader.parse(yaml.getBytes(StandardCharsets.UTF_8), "c.yaml", ALL, findings)
                .orElseThrow(() -> new AssertionError(findings.list().toString()));
    }

    /** The file itself. */
    public static String yaml(String xmlSignature, String recordBytesMax) {
        String record = field(
                        "facility",
                        "MACSKCB",
                        ", required: true, customProperties: [{property: x, value: {path:"
                                + " /GIAMDINHHS/THONGTINDONVI/MACSKCB, identifier: facility}}]")
                + field("ma_lk", "MA_LK", ", required: true, primaryKey: true, primaryKeyPosition: 1")
                + field("ho_ten", "HO_TEN", "");
        return YAML.formatted(
                xmlSignature,
                recordBytesMax,
                record.stripTrailing(),
                (field("stt", "STT", "") + field("t_bhtt", "T_BHTT", "")).stripTrailing(),
                field("so_luu_tru", "SO_LUU_TRU", "").stripTrailing());
    }

    private static String field(String name, String source, String more) {
        return "      - {name: " + name + ", physicalName: " + source + ", businessName: " + source
                + ", logicalType: string, classification: open" + more + "}\n";
    }

    /** A whole file of these visits. */
    public static String file(int stated, String visits) {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<GIAMDINHHS"
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n"
                + "<THONGTINDONVI><MACSKCB>01999</MACSKCB></THONGTINDONVI>\n<THONGTINHOSO><NGAYLAP>20251123</NGAYLAP>"
                + "<SOLUONGHOSO>" + stated + "</SOLUONGHOSO>\n<DANHSACHHOSO>" + visits
                + "</DANHSACHHOSO></THONGTINHOSO>\n<CHUKYDONVI></CHUKYDONVI></GIAMDINHHS>";
    }

    /** One table of a visit. */
    public static String part(String kind, String content) {
        return "<FILEHOSO><LOAIHOSO>" + kind + "</LOAIHOSO><NOIDUNGFILE>" + content + "</NOIDUNGFILE></FILEHOSO>";
    }
}
