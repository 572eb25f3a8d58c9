package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.Home;
import vn.lienthong.contract.RuleCases.Action;
import vn.lienthong.contract.RuleCases.Edit;
import vn.lienthong.delivery.Severity;
import vn.lienthong.delivery.Verdict;
import vn.lienthong.delivery.Violation;
import vn.lienthong.validate.RecordCheck;
import vn.lienthong.yaml.Findings;

/** No amount of the sample claims can be changed by one dong without a rule that says where. */
class ClaimAmountsIT {
    private static final Path VISITS = Path.of("routes/feeds/health.claims/samples/visit.xml");
    private static final Pattern VISIT = Pattern.compile("<HOSO>.*?</HOSO>", Pattern.DOTALL);
    private static final Pattern PART =
            Pattern.compile("<LOAIHOSO>(XML[123])</LOAIHOSO>(.*?)</FILEHOSO>", Pattern.DOTALL);
    private static final Pattern ROW =
            Pattern.compile("<(TONG_HOP|CHI_TIET_THUOC|CHI_TIET_DVKT)>(.*?)</\\1>", Pattern.DOTALL);
    private static final Pattern AMOUNT = Pattern.compile("<((?:T|THANH_TIEN|DON_GIA)(?:_[A-Z]+)*)>([0-9.]+)</\\1>");

    @TempDir
    private Path scratch = Path.of("");

    /** One amount, and what its change must be told by. */
    private record Amount(int record, String table, int row, String field, String value) {
        String at() {
            return table + "[" + row + "]." + field;
        }

        /** A part of a sum is told at the sum, a price at what it comes to. */
        String told() {
            String name = field.startsWith("T_NGUONKHAC") ? "T_NGUONKHAC" : field;
            name = name.startsWith("DON_GIA") ? "THANH_TIEN_BV" : name;
            name = field.equals("DON_GIA_BH") ? "THANH_TIEN_BH" : name;
            return table.equals("XML1") ? name : table + "." + name;
        }

        /** The price of what the insurance does not pay has no effect on anything. */
        boolean matters(String rowText) {
            return !field.equals("DON_GIA_BH") || !rowText.contains("<TYLE_TT_BH>0</TYLE_TT_BH>");
        }
    }

    private static List<Amount> amounts(String file) {
        List<Amount> amounts = new ArrayList<>();
        Matcher visit = VISIT.matcher(file);
        for (int record = 1; visit.find(); record++) {
            Matcher part = PART.matcher(visit.group());
            while (part.find()) {
                Matcher row = ROW.matcher(part.group(2));
                for (int number = 1; row.find(); number++) {
                    Matcher amount = AMOUNT.matcher(row.group(2));
                    while (amount.find()) {
                        Amount one = new Amount(record, part.group(1), number, amount.group(1), amount.group(2));
                        if (one.matters(row.group(2))) {
                            amounts.add(one);
                        }
                    }
                }
            }
        }
        return amounts;
    }

    private Verdict check(byte[] content, CheckSetup setup, RecordCheck compiled, List<Violation> into)
            throws IOException, InterruptedException {
        return CheckRun.run(new ByteArrayInputStream(content), setup, compiled, into::addAll);
    }

    @Test
    void aVisitNamesWhoSendsAndWhoTreats() {
        // When
        Installation installation = Installation.read(Home.of(Path.of(""), Path.of("")), new Findings());
        Contract contract = installation.contracts().feed("health.claims").orElseThrow();
        // Then
        assertEquals(
                List.of("ma_cskcb", "macskcb"),
                contract.facilities().stream().map(Field::name).toList());
    }

    @Test
    void tellsEachAmountThatIsOneDongMore() throws Exception {
        // Given
        Installation installation = Installation.read(Home.of(Path.of(""), Path.of("")), new Findings());
        Contract contract = installation.contracts().feed("health.claims").orElseThrow();
        CheckSetup setup = new CheckSetup(
                contract,
                installation.codeLists(),
                RecordCheck.Terms.NONE,
                LocalDate.of(2026, 2, 9),
                new IdentityKey(new byte[IdentityKey.BYTES]),
                scratch,
                Runnable::run,
                1);
        RecordCheck compiled = CheckRun.compiled(setup);
        byte[] sound = Files.readAllBytes(VISITS);
        List<Amount> amounts = amounts(new String(sound, StandardCharsets.UTF_8));
        List<String> untold = new ArrayList<>();
        for (Amount amount : amounts) {
            String more = new BigDecimal(amount.value()).add(BigDecimal.ONE).toPlainString();
            // When
            List<Violation> violations = new ArrayList<>();
            byte[] changed = SampleEdits.of(sound, amount.record(), List.of(new Edit(amount.at(), Action.SET, more)));
            Verdict verdict = check(changed, setup, compiled, violations);
            // Then
            boolean told = violations.stream()
                    .anyMatch(v -> v.severity() == Severity.ERROR
                            && v.record() == amount.record()
                            && Objects.equals(v.field(), amount.told())
                            && (amount.table().equals("XML1") || v.line() == amount.row()));
            if (!told || verdict.rejected() != 1) {
                untold.add(amount.record() + " " + amount.at());
            }
        }
        assertEquals(List.of(), untold);
        assertTrue(amounts.size() > 300, () -> "only " + amounts.size() + " amounts were changed");
    }
}
