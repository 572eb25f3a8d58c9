package vn.lienthong;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static vn.lienthong.ClaimContract.file;
import static vn.lienthong.ClaimContract.part;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.crypto.dsig.DigestMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.Verdict;
import vn.lienthong.validate.RecordCheck;
import vn.lienthong.xmlsig.RegisteredSigner;
import vn.lienthong.xmlsig.Signatory;
import vn.lienthong.xmlsig.SignaturePolicy;

/** The signature as part of check: a document whose signature does not hold stores nothing. */
class ClaimSignatureIT {
    private static final String VISIT = "<HOSO>" + part("XML1", "<TONG_HOP><MA_LK>K%s</MA_LK></TONG_HOP>") + "</HOSO>";
    private static final String TWO_VISITS = file(2, VISIT.formatted(1) + VISIT.formatted(2));
    private static final Signatory HOSPITAL = Signatory.rsa(2048);

    @TempDir
    private Path scratch = Path.of("");

    private Verdict check(String xmlSignature, String document, RegisteredSigner... signers) throws Exception {
        Contract contract = ClaimContract.of(xmlSignature);
        byte[] bytes = document.getBytes(UTF_8);
        CheckSetup setup = new CheckSetup(
                contract,
                name -> (code, start, end, at) -> true,
                RecordCheck.Terms.NONE,
                LocalDate.of(2026, 3, 1),
                new IdentityKey(new byte[IdentityKey.BYTES]),
                scratch,
                Runnable::run,
                1);
        SignaturePolicy policy = new SignaturePolicy(
                xmlSignature.equals("required"), false, List.of(signers), Signatory.NOW, (c, at) -> Optional.empty());
        SignatureWatch watch = SignatureWatch.of(contract, () -> policy, () -> new ByteArrayInputStream(bytes));
        return CheckRun.run(new ByteArrayInputStream(bytes), setup, watch, violations -> {});
    }

    @Test
    void letsThroughWhatItsFacilityHasSigned() throws Exception {
        // When
        Verdict verdict = check("required", HOSPITAL.sign(TWO_VISITS), HOSPITAL.registered());

        // Then
        assertNull(verdict.refusal());
        assertEquals(2, verdict.going());
    }

    @Test
    void readsAgainForALongerHash() throws Exception {
        // Given
        Signatory careful = Signatory.ec().digest(DigestMethod.SHA512);
        String signed = careful.sign(TWO_VISITS);

        // When
        Verdict good = check("required", signed, careful.registered());
        Verdict changed = check("required", signed.replace("K2", "K3"), careful.registered());

        // Then
        assertNull(good.refusal());
        assertEquals(Refusal.of(RefusalCode.SIGNATURE_INVALID), changed.refusal());
    }

    @Test
    void letsNothingOfAChangedDocumentThrough() throws Exception {
        // Given
        String changed = HOSPITAL.sign(TWO_VISITS).replace("K2", "K3");

        // When
        Verdict verdict = check("allowed", changed, HOSPITAL.registered());

        // Then
        assertEquals(Refusal.of(RefusalCode.SIGNATURE_INVALID), verdict.refusal());
        assertEquals(2, verdict.received());
        assertEquals(2, verdict.rejected());
        assertEquals(0, verdict.goesOn().cardinality());
    }

    @Test
    void asksAsMuchAsTheContractSays() throws Exception {
        // Given
        String stranger = Signatory.ec().sign(TWO_VISITS);

        // When, Then
        assertEquals(
                Refusal.of(RefusalCode.SIGNATURE_MISSING),
                check("required", TWO_VISITS, HOSPITAL.registered()).refusal());
        assertNull(check("allowed", TWO_VISITS, HOSPITAL.registered()).refusal());
        assertEquals(
                Refusal.of(RefusalCode.SIGNER_MISMATCH),
                check("allowed", stranger, HOSPITAL.registered()).refusal());
        assertNull(check("ignored", stranger, HOSPITAL.registered()).refusal());
    }

    @Test
    void takesASignerOnlyForTheFacilitiesItIsRegisteredFor() throws Exception {
        // Given
        String signed = HOSPITAL.sign(TWO_VISITS);

        // When, Then
        assertNull(check("allowed", signed, bound("01998", "01999")).refusal());
        assertEquals(
                Refusal.of(RefusalCode.SIGNER_MISMATCH),
                check("allowed", signed, bound("01998")).refusal());
        assertNull(
                check("allowed", signed, bound("01998"), HOSPITAL.registered()).refusal());
    }

    private static RegisteredSigner bound(String... facilities) {
        RegisteredSigner free = HOSPITAL.registered();
        return new RegisteredSigner(free.certificate(), free.from(), free.to(), Set.of(facilities));
    }

    @Test
    void tellsTheSignatureBeforeTheTotals() throws Exception {
        // Given
        String cut = TWO_VISITS.replace("<SOLUONGHOSO>2", "<SOLUONGHOSO>3");

        // When, Then
        assertEquals(
                Refusal.of(RefusalCode.CONTROL_TOTAL_MISMATCH),
                check("required", HOSPITAL.sign(cut), HOSPITAL.registered()).refusal());
        assertEquals(
                Refusal.of(RefusalCode.SIGNATURE_MISSING),
                check("required", cut, HOSPITAL.registered()).refusal());
    }
}
