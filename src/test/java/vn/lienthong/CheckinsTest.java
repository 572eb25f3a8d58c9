package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.Verdict;
import vn.lienthong.delivery.Violation;
import vn.lienthong.validate.RecordCheck;

/** Check-in documents of health facilities, checked and written. */
class CheckinsTest {
    private static final IdentityKey KEY = new IdentityKey(new byte[16]);
    private static final String VISIT =
            """
                <TRANG_THAI_KCB>
                  <MA_LK>HS900001</MA_LK>
                  <STT>1</STT>
                  <HO_TEN>NGUYỄN VĂN MẪU MỘT</HO_TEN>
                  <SO_CCCD>001065999901</SO_CCCD>
                  <NGAY_SINH>196501010000</NGAY_SINH>
                  <MA_THE_BHYT>CB2019999999901</MA_THE_BHYT>
                  <NGAY_VAO>202510252227</NGAY_VAO>
                  <NGAY_VAO_NOI_TRU>202510252311</NGAY_VAO_NOI_TRU>
                  <MA_CSKCB>01999</MA_CSKCB>
                </TRANG_THAI_KCB>
            """;

    private final List<Violation> violations = new ArrayList<>();

    private static byte[] document(String... visits) {
        return ("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<CHI_TIEU_TRANG_THAI_KCB>\n<DSACH_TRANG_THAI_KCB>\n"
                        + String.join("", visits)
                        + "</DSACH_TRANG_THAI_KCB>\n<CHUKYDONVI/>\n</CHI_TIEU_TRANG_THAI_KCB>\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private Verdict check(byte[] content, Map<String, List<String>> scope) throws Exception {
        CheckSetup setup = new CheckSetup(
                Contracts.checkins(),
                CodeLists.NONE,
                new RecordCheck.Terms(scope, List.of()),
                LocalDate.of(2026, 11, 21),
                KEY,
                Path.of("no-scratch-is-needed"),
                Runnable::run,
                1);
        return CheckRun.run(new ByteArrayInputStream(content), setup, violations::addAll);
    }

    @Test
    void takesSeveralVisitsOfOneDocument() throws Exception {
        // Given
        String newborn = VISIT.replace("HS900001", "HS900002")
                .replace("196501010000", "202500000000")
                .replaceAll("<SO_CCCD>.*</SO_CCCD>", "<SO_CCCD></SO_CCCD>")
                .replaceAll("<NGAY_VAO_NOI_TRU>.*</NGAY_VAO_NOI_TRU>", "");
        byte[] content = document(VISIT, newborn);
        // When
        Verdict verdict = check(content, Map.of("facility", List.of("01999")));
        List<String> written = new ArrayList<>();
        StoreSetup store = new StoreSetup(
                Contracts.checkins(),
                KEY,
                verdict.goesOn(),
                new BitSet(),
                CodeLists.NONE,
                SampleRun.DAY,
                Runnable::run,
                1);
        StoreRun.run(
                new ByteArrayInputStream(content),
                store,
                RecordingBatch::new,
                (no, first, last, filled) -> written.addAll(((RecordingBatch) filled).lines()));
        // Then
        assertNull(verdict.refusal());
        assertEquals(List.of(), violations);
        assertEquals(
                List.of(
                        "1 32 v0 [0|HS900001|1|NGUYỄN VĂN MẪU MỘT|001065999901|1965-01-01|CB2019999999901"
                                + "|2025-10-25T22:27|2025-10-25T23:11|01999]",
                        "2 32 v0 [0|HS900002|1|NGUYỄN VĂN MẪU MỘT|-|2025|CB2019999999901|2025-10-25T22:27|-|01999]"),
                written);
    }

    @Test
    void findsTheRuleTheElementAndTheLine() throws Exception {
        // Given
        String early = VISIT.replace("202510252311", "202510252226");
        String twice = VISIT.replace("<STT>1</STT>", "<STT>1</STT><STT>1</STT>");
        String unknown = VISIT.replace("HS900001", "HS900009").replace("<STT>", "<EXTRA>x</EXTRA><STT>");
        String zero = VISIT.replace(">01999<", ">1999<");
        // When
        Verdict verdict = check(document(early, twice, unknown, zero, VISIT), Map.of());
        // Then
        assertEquals(
                List.of(
                        "1 4 NGAY_VAO_NOI_TRU RULE_VISIT_TIMES",
                        "2 15 null RULE_RAGGED",
                        "3 26 null RULE_UNKNOWN_ELEMENT",
                        "4 37 MA_CSKCB RULE_LEADING_ZERO"),
                violations.stream()
                        .map(v -> v.record() + " " + v.line() + " " + v.field() + " " + v.rule())
                        .toList());
        assertEquals(BitSet.valueOf(new long[] {0b10100}), verdict.goesOn());
    }

    @Test
    void rejectsAFacilityOutsideTheScope() throws Exception {
        Verdict verdict = check(document(VISIT), Map.of("facility", List.of("01901")));
        assertEquals(Map.of("RECORD_OUT_OF_SCOPE", 1L), verdict.rules());
        assertEquals(0, verdict.going());
    }

    @Test
    void rejectsAllOfADocumentThatIsCut() throws Exception {
        // Given
        byte[] whole = document(VISIT, VISIT.replace("HS900001", "HS900002"));
        // When
        Verdict verdict = check(Arrays.copyOf(whole, whole.length - 200), Map.of());
        // Then
        assertEquals(new Refusal(RefusalCode.FILE_INCOMPLETE, 2), verdict.refusal());
        assertEquals(List.of(1L, 1L), List.of(verdict.received(), verdict.rejected()));
    }
}
