package vn.lienthong.xmlsig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.xmlsig.Watched.policy;
import static vn.lienthong.xmlsig.Watched.refusal;

import java.util.List;
import java.util.Optional;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Transform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.delivery.RefusalCode;

class XmlSignatureTest {
    private static final String DOCUMENT = "<?xml version='1.0' encoding='utf-8'?>\r\n"
            + "<GIAMDINHHS xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
            + " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xml:lang=\"vi\">\r\n"
            + "  <THONGTINDONVI><MACSKCB>01999</MACSKCB></THONGTINDONVI>\r\n"
            + "  <THONGTINHOSO><NGAYLAP>20251123</NGAYLAP><HO_TEN><![CDATA[NGUY\u1ec4N & M\u1eaaU]]></HO_TEN></THONGTINHOSO>\r\n"
            + "  " + Signatory.PLACE + "\r\n</GIAMDINHHS>\r\n<?end of it?>";
    private static final Signatory RSA = Signatory.rsa(2048);
    private static final int RANDOM_DOCUMENTS = 150;

    @ParameterizedTest
    @ValueSource(strings = {CanonicalizationMethod.INCLUSIVE, CanonicalizationMethod.EXCLUSIVE})
    void takesWhatTheJdkSigned(String canonicalization) {
        // Given
        Signatory rsa = Signatory.rsa(2048).canonicalization(canonicalization);
        Signatory ec =
                Signatory.ec().canonicalization(canonicalization).transforms(Transform.ENVELOPED, canonicalization);

        // When
        RefusalCode byRsa = refusal(rsa.sign(DOCUMENT), rsa);
        RefusalCode byEc = refusal(ec.sign(DOCUMENT), ec);

        // Then
        assertNull(byRsa);
        assertNull(byEc);
    }

    @Test
    void takesLongerHashesInASecondPass() {
        // Given
        String sha512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512";
        String signed = Signatory.rsa(2048).sign(DOCUMENT);
        Signatory longer = Signatory.rsa(2048).digest(DigestMethod.SHA512).method(sha512);
        XmlSignature first = new XmlSignature(policy(longer.registered()));
        XmlSignature usual = new XmlSignature(policy(longer.registered()));

        // When
        Parsers.each(longer.sign(DOCUMENT).getBytes(UTF_8), first::event);
        Parsers.each(signed.getBytes(UTF_8), usual::event);

        // Then
        assertTrue(first.needsSecondPass());
        assertFalse(usual.needsSecondPass());
        assertNull(refusal(longer.sign(DOCUMENT), longer));
        assertEquals(
                RefusalCode.SIGNATURE_INVALID, refusal(longer.sign(DOCUMENT).replace("20251123", "20251124"), longer));
    }

    @Test
    void agreesWithTheJdkOnRandomDocuments() {
        // Given
        for (int seed = 0; seed < RANDOM_DOCUMENTS; seed++) {
            String document = new String(RandomDocument.of(seed), UTF_8)
                    .replaceFirst("in the root", "in the root" + Signatory.PLACE);
            String form = seed % 2 == 0 ? CanonicalizationMethod.INCLUSIVE : CanonicalizationMethod.EXCLUSIVE;
            Signatory signatory = Signatory.ec().canonicalization(form).transforms(Transform.ENVELOPED, form);
            if (seed % 4 == 3) {
                signatory = signatory.prefixes("a", "xsi", "#default");
            }
            String signed = signatory.sign(document);

            // When
            RefusalCode asSigned = refusal(signed, signatory);
            RefusalCode changed = refusal(signed.replaceFirst("in the root", "in the  root"), signatory);

            // Then
            assertNull(asSigned, "seed " + seed + ": " + signed);
            assertEquals(RefusalCode.SIGNATURE_INVALID, changed, "seed " + seed);
        }
    }

    @Test
    void noticesAnyChangeOfTheDocument() {
        // Given
        String signed = RSA.sign(DOCUMENT);

        // When, Then
        for (String[] change : List.of(
                new String[] {"01999", "01998"},
                new String[] {"20251123", "20251124"},
                new String[] {"  <THONGTINHOSO>", " <THONGTINHOSO>"},
                new String[] {"xml:lang=\"vi\"", "xml:lang=\"en\""},
                new String[] {"xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"", ""},
                new String[] {"<?end of it?>", ""},
                new String[] {"<CHUKYDONVI>", "<CHUKYDONVI x=\"1\">"},
                new String[] {"</Signature>", "</Signature>x"})) {
            assertEquals(RefusalCode.SIGNATURE_INVALID, refusal(signed.replace(change[0], change[1]), RSA), change[0]);
        }
    }

    @Test
    void doesNotMindWhatHasNoMeaning() {
        // Given
        String signed = RSA.sign(DOCUMENT)
                .replace("\r\n", "\n")
                .replace("<![CDATA[NGUY\u1ec4N & M\u1eaaU]]>", "NGUY\u1ec4N &amp; M&#x1EAA;U")
                .replace("<NGAYLAP>", "<!-- a comment --><NGAYLAP >")
                .replace("<MACSKCB>01999</MACSKCB>", "<MACSKCB\t>01<![CDATA[9]]>99</MACSKCB>");

        // When
        RefusalCode refusal = refusal(signed, RSA);

        // Then
        assertNull(refusal);
    }

    @Test
    void noticesAnyChangeOfTheSignature() {
        // Given
        String signed = RSA.sign(DOCUMENT);
        int digestAt = signed.indexOf("<DigestValue>") + 15;
        int valueAt = signed.indexOf("<SignatureValue>") + 30;

        // When
        RefusalCode digest = refusal(flipped(signed, digestAt), RSA);
        RefusalCode value = refusal(flipped(signed, valueAt), RSA);
        RefusalCode noBase64 = refusal(signed.replace("<SignatureValue>", "<SignatureValue>*"), RSA);
        RefusalCode empty = refusal(
                signed.replaceFirst("(?s)<SignatureValue>.*</SignatureValue>", "<SignatureValue></SignatureValue>"),
                RSA);

        // Then
        assertEquals(RefusalCode.SIGNATURE_INVALID, digest);
        assertEquals(RefusalCode.SIGNATURE_INVALID, value);
        assertEquals(RefusalCode.SIGNATURE_INVALID, noBase64);
        assertEquals(RefusalCode.SIGNATURE_INVALID, empty);
    }

    @Test
    void refusesASignerWhoIsNotRegistered() {
        // Given
        Signatory stranger = Signatory.rsa(2048);
        String signed = stranger.sign(DOCUMENT);
        String unnamed = Signatory.rsa(2048).namingNobody().sign(DOCUMENT);

        // When
        RefusalCode named = refusal(signed, policy(RSA.registered()));
        RefusalCode nobodyNamed = refusal(unnamed, policy(RSA.registered()));
        RefusalCode nobodyRegistered = refusal(signed, policy());

        // Then
        assertEquals(RefusalCode.SIGNER_MISMATCH, named);
        assertEquals(RefusalCode.SIGNER_MISMATCH, nobodyNamed);
        assertEquals(RefusalCode.SIGNER_MISMATCH, nobodyRegistered);
    }

    @Test
    void refusesARegisteredCertificateOverAnothersSignature() {
        // Given
        String mine = RSA.sign(DOCUMENT);
        String others = Signatory.rsa(2048).sign(DOCUMENT);
        String certificate = mine.substring(mine.indexOf("<X509Certificate>"), mine.indexOf("</X509Certificate>"));
        String forged =
                others.replaceFirst("(?s)<X509Certificate>.*(?=</X509Certificate>)", certificate.replace("$", ""));

        // When
        RefusalCode refusal = refusal(forged, RSA);

        // Then
        assertEquals(RefusalCode.SIGNATURE_INVALID, refusal);
    }

    @Test
    void findsTheSignerAmongSeveralWhereTheDocumentNamesNone() {
        // Given
        Signatory signatory = Signatory.ec().namingNobody();

        // When
        RefusalCode refusal = refusal(signatory.sign(DOCUMENT), policy(RSA.registered(), signatory.registered()));

        // Then
        assertNull(refusal);
    }

    @Test
    void refusesOutsideOfTheSignersDays() {
        // Given
        String signed = RSA.sign(DOCUMENT);
        var later = new SignaturePolicy(
                true, false, List.of(RSA.registered()), Signatory.NOW.plusSeconds(90_000), (c, at) -> Optional.empty());
        var revoked = new SignaturePolicy(
                true,
                false,
                List.of(RSA.registered()),
                Signatory.NOW,
                (c, at) -> Optional.of(RefusalCode.SIGNER_REVOKED));

        // When, Then
        assertEquals(
                RefusalCode.SIGNER_EXPIRED,
                refusal(signed, policy(RSA.registered(Signatory.NOW.plusSeconds(1), null))));
        assertEquals(
                RefusalCode.SIGNER_EXPIRED,
                refusal(signed, policy(RSA.registered(null, Signatory.NOW.minusSeconds(1)))));
        assertEquals(RefusalCode.SIGNER_EXPIRED, refusal(signed, later));
        assertEquals(RefusalCode.SIGNER_REVOKED, refusal(signed, revoked));
    }

    @Test
    void takesSha1OnlyByTheSwitch() {
        // Given
        Signatory old =
                Signatory.rsa(2048).digest(DigestMethod.SHA1).method("http://www.w3.org/2000/09/xmldsig#rsa-sha1");
        String signed = old.sign(DOCUMENT);
        var byTheSwitch =
                new SignaturePolicy(true, true, List.of(old.registered()), Signatory.NOW, (c, at) -> Optional.empty());

        // When, Then
        assertEquals(RefusalCode.SIGNATURE_INVALID, refusal(signed, old));
        assertNull(refusal(signed, byTheSwitch));
        assertEquals(RefusalCode.SIGNATURE_INVALID, refusal(signed.replace("01999", "01998"), byTheSwitch));
    }

    @Test
    void refusesAWeakKey() {
        // Given
        Signatory weak = Signatory.rsa(1024);

        // When
        RefusalCode refusal = refusal(weak.sign(DOCUMENT), weak);

        // Then
        assertEquals(RefusalCode.SIGNATURE_INVALID, refusal);
    }

    @Test
    void letsAnUnsignedDocumentPassWhereTheContractAllows() {
        // Given
        var allowed = new SignaturePolicy(
                false, false, List.of(RSA.registered()), Signatory.NOW, (c, at) -> Optional.empty());
        String tampered = RSA.sign(DOCUMENT).replace("01999", "01998");

        // When, Then
        assertNull(refusal(DOCUMENT, allowed));
        assertEquals(RefusalCode.SIGNATURE_MISSING, refusal(DOCUMENT, RSA));
        assertEquals(RefusalCode.SIGNATURE_INVALID, refusal(tampered, allowed));
    }

    private static String flipped(String text, int at) {
        return text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1);
    }
}
