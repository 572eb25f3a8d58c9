package vn.lienthong;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Identifier;
import vn.lienthong.contract.Rule;
import vn.lienthong.contract.Table;
import vn.lienthong.delivery.Severity;

/** Contracts made by hand for tests: payroll as CSV, check-ins as XML, and small ones. */
public final class Contracts {
    public static final long FILE_BYTES_MAX = 8L << 30;
    public static final int RECORD_BYTES_MAX = 1 << 20;

    private Contracts() {}

    public static Exchange csv() {
        return exchange(Exchange.Format.CSV, List.of(), RECORD_BYTES_MAX, 1.0);
    }

    public static Exchange exchange(Exchange.Format format, List<String> path, int recordBytesMax, double share) {
        return new Exchange(
                format,
                Exchange.EnvelopePolicy.SEALED,
                path,
                ',',
                FILE_BYTES_MAX,
                recordBytesMax,
                8,
                share,
                List.of(),
                List.of(),
                null);
    }

    public static Contract of(Exchange exchange, List<Rule> rules, FieldSpec... specs) {
        List<Field> fields = new ArrayList<>();
        for (FieldSpec spec : specs) {
            fields.add(spec.build(fields.size()));
        }
        Table table = new Table(0, "test_table", null, fields);
        return new Contract("test.feed", "1.0.0", "A test", exchange, List.of(table), rules, "");
    }

    public static Contract csv(FieldSpec... specs) {
        return of(csv(), List.of(), specs);
    }

    public static Rule rule(String code, Severity severity, @Nullable String field, String cel, String... uses) {
        return new Rule(code, severity, field, cel, List.of(uses), "Sai quy tắc.", "Rule broken.", null, null, null);
    }

    /** The payroll feed of the tax departments. */
    public static Contract payroll() {
        return payroll(1.0);
    }

    public static Contract payroll(double maxRejectedShare) {
        Exchange exchange = exchange(Exchange.Format.CSV, List.of(), RECORD_BYTES_MAX, maxRejectedShare);
        Contract contract = of(exchange, payrollRules(), payrollFields());
        return new Contract("tax.payroll", "1.0.0", "Payroll", exchange, contract.tables(), contract.rules(), "");
    }

    private static FieldSpec[] payrollFields() {
        return new FieldSpec[] {
            FieldSpec.of("ky_luong", "period", FieldType.MONTH).key(1).formats("yyyy-MM"),
            FieldSpec.of("mst_don_vi", "employer_tax_code", FieldType.TEXT)
                    .key(2)
                    .identifier(Identifier.EMPLOYER_TAX_CODE, Severity.ERROR)
                    .normalizers("tax_code"),
            FieldSpec.of("ten_don_vi", "employer_name", FieldType.TEXT)
                    .required()
                    .length(1, 255)
                    .normalizers("nfc", "trim"),
            FieldSpec.of("so_dinh_danh", "person_id", FieldType.TEXT)
                    .key(3)
                    .identifier(Identifier.PERSONAL_ID, Severity.ERROR),
            FieldSpec.of("ma_so_bhxh", "si_number", FieldType.TEXT)
                    .identifier(Identifier.SOCIAL_INSURANCE_NUMBER, Severity.ERROR),
            FieldSpec.of("ho_ten", "full_name", FieldType.TEXT)
                    .required()
                    .length(1, 255)
                    .normalizers("nfc", "trim", "upper"),
            FieldSpec.of("ngay_sinh", "birth_date", FieldType.PARTIAL_DATE)
                    .required()
                    .formats("dd/MM/yyyy", "yyyy"),
            FieldSpec.of("gioi_tinh", "sex", FieldType.TEXT).required().map(Map.of("1", "M", "2", "F", "3", "X")),
            FieldSpec.of("ma_tinh", "province_code", FieldType.TEXT)
                    .required()
                    .length(2, 2)
                    .pattern("[0-9]{2}"),
            FieldSpec.of("ma_xa", "commune_code", FieldType.TEXT)
                    .required()
                    .pattern("[0-9]{5}")
                    .codeList("communes", "period", Severity.WARNING),
            FieldSpec.of("hop_dong_tu", "contract_from", FieldType.DATE)
                    .required()
                    .formats("dd/MM/yyyy"),
            FieldSpec.of("hop_dong_den", "contract_to", FieldType.DATE).formats("dd/MM/yyyy"),
            FieldSpec.of("tien_luong", "salary_vnd", FieldType.MONEY).required().range(0L, null),
            FieldSpec.of("thu_nhap_chiu_thue", "taxable_income_vnd", FieldType.MONEY)
                    .required()
                    .range(0L, null),
            FieldSpec.of("bhxh_da_tru", "insurance_deducted_vnd", FieldType.MONEY)
                    .required()
                    .range(0L, null),
        };
    }

    private static List<Rule> payrollRules() {
        return List.of(
                rule(
                        "RULE_CONTRACT_DATES",
                        Severity.ERROR,
                        "hop_dong_den",
                        "contract_to >= contract_from",
                        "contract_from",
                        "contract_to"),
                rule(
                        "RULE_DEDUCTION",
                        Severity.ERROR,
                        "bhxh_da_tru",
                        "insurance_deducted_vnd <= salary_vnd",
                        "insurance_deducted_vnd",
                        "salary_vnd"),
                rule(
                        "RULE_BIRTH_YEAR",
                        Severity.WARNING,
                        "ngay_sinh",
                        "id_birth_year(person_id) == birth_date / 10000",
                        "person_id",
                        "birth_date"),
                rule(
                        "RULE_SEX",
                        Severity.WARNING,
                        "gioi_tinh",
                        "sex == 'X' || id_sex(person_id) == sex",
                        "person_id",
                        "sex"),
                rule(
                        "RULE_CONTRACT_ENDED",
                        Severity.WARNING,
                        "hop_dong_den",
                        "contract_to >= period",
                        "contract_to",
                        "period"));
    }

    /** The check-ins of health facilities (XML0), as far as tests need it. */
    public static Contract checkins() {
        Exchange exchange = exchange(
                Exchange.Format.XML,
                List.of("CHI_TIEU_TRANG_THAI_KCB", "DSACH_TRANG_THAI_KCB", "TRANG_THAI_KCB"),
                RECORD_BYTES_MAX,
                1.0);
        return of(
                exchange,
                List.of(rule(
                        "RULE_VISIT_TIMES",
                        Severity.ERROR,
                        "NGAY_VAO_NOI_TRU",
                        "admitted_at >= arrived_at",
                        "admitted_at",
                        "arrived_at")),
                FieldSpec.of("MA_LK", "visit", FieldType.TEXT).key(2).length(1, 100),
                FieldSpec.of("STT", "line", FieldType.INTEGER).required(),
                FieldSpec.of("HO_TEN", "full_name", FieldType.TEXT)
                        .required()
                        .length(1, 255)
                        .normalizers("nfc", "trim", "upper"),
                FieldSpec.of("SO_CCCD", "id_document", FieldType.TEXT)
                        .identifier(Identifier.CLAIM_ID_DOCUMENT, Severity.ERROR),
                FieldSpec.of("NGAY_SINH", "birth_date", FieldType.PARTIAL_DATE)
                        .required()
                        .formats("yyyyMMddHHmm0"),
                FieldSpec.of("MA_THE_BHYT", "health_card", FieldType.TEXT)
                        .identifier(Identifier.HEALTH_CARD, Severity.ERROR),
                FieldSpec.of("NGAY_VAO", "arrived_at", FieldType.DATE_TIME)
                        .required()
                        .formats("yyyyMMddHHmm"),
                FieldSpec.of("NGAY_VAO_NOI_TRU", "admitted_at", FieldType.DATE_TIME)
                        .formats("yyyyMMddHHmm"),
                FieldSpec.of("MA_CSKCB", "facility", FieldType.TEXT)
                        .key(1)
                        .identifier(Identifier.FACILITY, Severity.ERROR));
    }
}
