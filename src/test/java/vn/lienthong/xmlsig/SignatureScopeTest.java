package vn.lienthong.xmlsig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.xmlsig.Watched.refusal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.Transform;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.delivery.RefusalCode;

/** Signatures that hold in themselves and yet do not cover exactly what a reader reads. */
class SignatureScopeTest {
    private static final Signatory SIGNATORY = Signatory.ec();
    private static final String CLAIM = "<THONGTINHOSO><HOSO>good</HOSO></THONGTINHOSO>";
    private static final String EVIL = "<THONGTINHOSO><HOSO>evil</HOSO></THONGTINHOSO>";
    private static final String DOCUMENT = "<GIAMDINHHS Id=\"all\">" + CLAIM + Signatory.PLACE + "</GIAMDINHHS>";
    private static final Set<RefusalCode> EITHER =
            Set.of(RefusalCode.XML_SIGNATURE_SCOPE, RefusalCode.SIGNATURE_INVALID);

    @ParameterizedTest
    @ValueSource(strings = {"", "#all"})
    void refusesTheEightClassicWrappings(String uri) {
        // Given
        Signatory signatory = Signatory.ec().uri(uri);
        String signed = signatory.sign(DOCUMENT);

        // When, Then
        wrappings(signed).forEach((form, document) -> {
            RefusalCode refusal = refusal(document, signatory);
            assertTrue(refusal != null && EITHER.contains(refusal), form + ": " + refusal);
        });
    }

    private static Map<String, String> wrappings(String signed) {
        String signature = signed.substring(signed.indexOf("<Signature "), signed.indexOf("</Signature>") + 12);
        String unsigned = signed.replace(signature, "");
        String unit = "<CHUKYDONVI>" + signature + "</CHUKYDONVI>";
        String within = signature.replace("</Signature>", "<Object>%s</Object></Signature>");
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put(
                "1 the original inside the signature of a new root",
                "<GIAMDINHHS>" + EVIL + "<CHUKYDONVI>" + within.formatted(unsigned) + "</CHUKYDONVI></GIAMDINHHS>");
        forms.put(
                "2 the original beside the signature of a new root",
                "<GIAMDINHHS>" + EVIL + "<CHUKYDONVI>" + signature + unsigned + "</CHUKYDONVI></GIAMDINHHS>");
        forms.put("3 a new part before the signed original", "<GIAMDINHHS>" + EVIL + signed + "</GIAMDINHHS>");
        forms.put(
                "4 a new part around the signed original",
                "<GIAMDINHHS><THONGTINHOSO><HOSO>evil</HOSO>" + signed + "</THONGTINHOSO></GIAMDINHHS>");
        forms.put(
                "5 the signature in the new part, the original behind",
                "<GIAMDINHHS>" + EVIL + unit + unsigned + "</GIAMDINHHS>");
        forms.put(
                "6 the original inside the signature of the new part",
                signed.replace(CLAIM, EVIL).replace(signature, within.formatted(unsigned)));
        forms.put(
                "7 a new part within an extension",
                signed.replace("<GIAMDINHHS Id=\"all\">", "<GIAMDINHHS><MORONG>" + EVIL + "</MORONG>"));
        forms.put(
                "8 the original part within an object of the signature",
                signed.replace(CLAIM, EVIL).replace(signature, within.formatted(CLAIM)));
        return forms;
    }

    @Test
    void refusesReferencesToAnythingElse() {
        // When, Then
        assertEquals(RefusalCode.XML_SIGNATURE_SCOPE, resultOf(Signatory.ec().uri("#all")));
        assertEquals(RefusalCode.XML_SIGNATURE_SCOPE, resultOf(Signatory.ec().references(2)));
        for (String uri : new String[] {"#xpointer(/)", "http://127.0.0.1/x", "file:///etc/hostname", "#", " "}) {
            String signed = SIGNATORY.sign(DOCUMENT).replace("URI=\"\"", "URI=\"" + uri + "\"");
            assertEquals(RefusalCode.XML_SIGNATURE_SCOPE, refusal(signed, SIGNATORY), uri);
        }
        assertEquals(
                RefusalCode.XML_SIGNATURE_SCOPE,
                refusal(SIGNATORY.sign(DOCUMENT).replace(" URI=\"\"", ""), SIGNATORY));
        assertNull(resultOf(Signatory.ec()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://www.w3.org/TR/1999/REC-xpath-19991116",
                "http://www.w3.org/2002/06/xmldsig-filter2",
                "http://www.w3.org/TR/1999/REC-xslt-19991116",
                "http://www.w3.org/2000/09/xmldsig#base64",
                CanonicalizationMethod.INCLUSIVE_WITH_COMMENTS,
                CanonicalizationMethod.EXCLUSIVE_WITH_COMMENTS,
                "http://www.w3.org/2006/12/xml-c14n11",
                "urn:nobody"
            })
    void refusesForeignTransformsAndCanonicalizations(String algorithm) {
        // Given
        String twoTransforms = Signatory.ec()
                .transforms(Transform.ENVELOPED, CanonicalizationMethod.INCLUSIVE)
                .sign(DOCUMENT);
        String canonical = "<CanonicalizationMethod Algorithm=\"" + CanonicalizationMethod.INCLUSIVE + "\"";

        // When
        RefusalCode transform = refusal(
                twoTransforms.replace(
                        "<Transform Algorithm=\"" + CanonicalizationMethod.INCLUSIVE + "\"",
                        "<Transform Algorithm=\"" + algorithm + "\""),
                SIGNATORY);
        RefusalCode first = refusal(twoTransforms.replace(Transform.ENVELOPED, algorithm), SIGNATORY);
        RefusalCode canonicalization = refusal(
                twoTransforms.replace(canonical, "<CanonicalizationMethod Algorithm=\"" + algorithm + "\""), SIGNATORY);

        // Then
        assertEquals(RefusalCode.XML_SIGNATURE_SCOPE, transform);
        assertEquals(RefusalCode.XML_SIGNATURE_SCOPE, first);
        assertEquals(RefusalCode.XML_SIGNATURE_SCOPE, canonicalization);
    }

    @Test
    void refusesTransformsInAnotherOrderOrNumber() {
        // When, Then
        assertEquals(
                RefusalCode.XML_SIGNATURE_SCOPE,
                resultOf(Signatory.ec().transforms(CanonicalizationMethod.INCLUSIVE, Transform.ENVELOPED)));
        assertEquals(
                RefusalCode.XML_SIGNATURE_SCOPE, resultOf(Signatory.ec().transforms(CanonicalizationMethod.INCLUSIVE)));
        assertEquals(
                RefusalCode.XML_SIGNATURE_SCOPE,
                resultOf(Signatory.ec()
                        .transforms(
                                Transform.ENVELOPED,
                                CanonicalizationMethod.INCLUSIVE,
                                CanonicalizationMethod.EXCLUSIVE)));
    }

    @Test
    void refusesASignatureThatStandsElsewhereOrTwice() {
        // Given
        String signed = SIGNATORY.sign(DOCUMENT);
        String signature = signed.substring(signed.indexOf("<Signature "), signed.indexOf("</Signature>") + 12);
        String deep = "<GIAMDINHHS><A>" + Signatory.PLACE + "</A></GIAMDINHHS>";

        // When, Then
        for (String document : new String[] {
            "<GIAMDINHHS>" + signature + "</GIAMDINHHS>",
            signature,
            signed.replace(signature, signature + signature),
            signed.replace("<CHUKYDONVI>", "<CHUKYDONVI>" + signature + "</CHUKYDONVI><CHUKYDONVI>"),
            signed.replace("<HOSO>", "<HOSO>" + signature),
            signed.replace("<HOSO>", "<HOSO><x:SignedInfo xmlns:x=\"" + SignatureElement.NAMESPACE + "\"/>"),
            SIGNATORY.sign(deep),
            "<R>" + signed + "</R>"
        }) {
            assertEquals(RefusalCode.XML_SIGNATURE_SCOPE, refusal(document, SIGNATORY), document);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Object>x</Object></Signature>",
                "<Object xmlns=\"\"/></Signature>",
                "x</Signature>",
                "<?pi?></Signature>",
                "<Manifest/></Signature>"
            })
    void refusesAnythingMoreInASignature(String end) {
        // Given
        String signed = SIGNATORY.sign(DOCUMENT).replace("</Signature>", end);

        // When
        RefusalCode refusal = refusal(signed, SIGNATORY);

        // Then
        assertEquals(RefusalCode.XML_SIGNATURE_SCOPE, refusal);
    }

    @Test
    void refusesAKeyThatIsToBeFetched() {
        // Given
        String signed = SIGNATORY
                .sign(DOCUMENT)
                .replace("<KeyInfo>", "<KeyInfo><RetrievalMethod URI=\"http://127.0.0.1/key\"/>");

        // When
        RefusalCode refusal = refusal(signed, SIGNATORY);

        // Then
        assertEquals(RefusalCode.XML_SIGNATURE_SCOPE, refusal);
    }

    @Test
    void refusesASignatureTooLargeToKeep() {
        // Given
        String large = "<KeyName>" + "k".repeat(SignatureRecorder.CHARACTERS_MAX) + "</KeyName>";
        String many = "<KeyName/>".repeat(SignatureRecorder.ELEMENTS_MAX);
        String signed = SIGNATORY.sign(DOCUMENT);

        // When, Then
        assertEquals(
                RefusalCode.XML_SIGNATURE_SCOPE, refusal(signed.replace("<KeyInfo>", "<KeyInfo>" + large), SIGNATORY));
        assertEquals(
                RefusalCode.XML_SIGNATURE_SCOPE, refusal(signed.replace("<KeyInfo>", "<KeyInfo>" + many), SIGNATORY));
        assertNull(refusal(signed.replace("<KeyInfo>", "<KeyInfo><KeyName>k</KeyName>"), SIGNATORY));
    }

    private static @Nullable RefusalCode resultOf(Signatory signatory) {
        return refusal(signatory.sign(DOCUMENT), signatory);
    }
}
