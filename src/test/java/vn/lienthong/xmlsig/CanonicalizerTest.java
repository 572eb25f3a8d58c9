package vn.lienthong.xmlsig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.TransformService;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalizerTest {
    private static final int DOCUMENTS = 3_000;

    /** Keeps canonical bytes. */
    private record Kept(ByteArrayOutputStream bytes) implements TwinOutput.Target {
        @Override
        public void take(byte[] taken, int length) {
            bytes.write(taken, 0, length);
        }

        @Override
        public TwinOutput.Target copy() {
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            copy.writeBytes(bytes.toByteArray());
            return new Kept(copy);
        }

        String text() {
            return bytes.toString(UTF_8);
        }
    }

    @Test
    void writesBothFormsAsTheJdkDoes() throws Exception {
        // Given
        for (int seed = 0; seed < DOCUMENTS; seed++) {
            byte[] document = RandomDocument.of(seed);

            // When
            TwinOutput forms = canonical(document, Set.of());

            // Then
            String what = "seed " + seed + ": " + new String(document, UTF_8);
            assertEquals(jdk(document, CanonicalizationMethod.INCLUSIVE), text(forms.inclusive()), what);
            assertEquals(jdk(document, CanonicalizationMethod.EXCLUSIVE), text(forms.exclusive()), what);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<GIAMDINHHS><A/><B x='1'>t</B></GIAMDINHHS>",
                "<r xmlns='urn:r'><a/><b>t</b></r>",
                "<p:r xmlns:p='urn:r'><p:a/><b p:x='1'/></p:r>",
                "<r><s xmlns='urn:s'><t xmlns=''/></s></r>"
            })
    void hashesOnceWhereBothFormsAgree(String document) {
        // When
        TwinOutput forms = canonical(document.getBytes(UTF_8), Set.of());

        // Then
        assertSame(forms.inclusive(), forms.exclusive());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<r xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'/>",
                "<r xmlns='urn:r'><a xmlns='urn:r'><b xmlns:p='urn:p'/></a></r>",
                "<r><a xmlns:p='urn:p'><p:b/></a></r>"
            })
    void hashesTwiceFromWhereTheFormsDiffer(String document) {
        // When
        TwinOutput forms = canonical(document.getBytes(UTF_8), Set.of());

        // Then
        assertNotSame(forms.inclusive(), forms.exclusive());
        assertNotEquals(text(forms.inclusive()), text(forms.exclusive()));
    }

    @Test
    void hashesLikeTheBytesItWouldWrite() throws Exception {
        // Given
        String long40k = "Nguy\u1ec5n & <b/> \r\n \ud83d\ude00".repeat(4_000).replace("&", "&amp;");
        byte[] document = ("<r xmlns:u='urn:unused'>" + long40k + "</r>").getBytes(UTF_8);
        TwinOutput kept = canonical(document, Set.of());

        // When
        TwinOutput hashed = new TwinOutput(new DigestTarget(DigestMethod.SHA256.digest()));
        feed(document, new Canonicalizer(hashed, Set.of()));

        // Then
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] inclusive = sha256.digest(text(kept.inclusive()).getBytes(UTF_8));
        byte[] exclusive = sha256.digest(text(kept.exclusive()).getBytes(UTF_8));
        assertTrue(Arrays.equals(inclusive, ((DigestTarget) hashed.inclusive()).value()));
        assertTrue(Arrays.equals(exclusive, ((DigestTarget) hashed.exclusive()).value()));
        assertEquals(jdk(document, CanonicalizationMethod.INCLUSIVE), text(kept.inclusive()));
    }

    @Test
    void knowsNoFormForARelativeNamespace() {
        // Given
        Canonicalizer canonicalizer = new Canonicalizer(newOutput(), Set.of());

        // When
        feed("<r xmlns:a='relative/name'/>".getBytes(UTF_8), canonicalizer);

        // Then
        assertTrue(canonicalizer.undefined());
    }

    private static TwinOutput newOutput() {
        return new TwinOutput(new Kept(new ByteArrayOutputStream()));
    }

    private static TwinOutput canonical(byte[] document, Set<String> prefixes) {
        TwinOutput out = newOutput();
        feed(document, new Canonicalizer(out, prefixes));
        return out;
    }

    private static String text(TwinOutput.Target target) {
        return ((Kept) target).text();
    }

    private static void feed(byte[] document, Canonicalizer to) {
        Parsers.each(document, in -> {
            switch (in.getEventType()) {
                case XMLStreamConstants.START_ELEMENT -> start(in, to);
                case XMLStreamConstants.END_ELEMENT -> to.end(StartTag.name(in.getPrefix(), in.getLocalName()));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    to.text(in.getTextCharacters(), in.getTextStart(), in.getTextStart() + in.getTextLength());
                case XMLStreamConstants.PROCESSING_INSTRUCTION ->
                    to.instruction(in.getPITarget(), StartTag.text(in.getPIData()));
                default -> {
                    // comments
                }
            }
        });
    }

    private static void start(XMLStreamReader in, Canonicalizer to) {
        StartTag tag = StartTag.of(in);
        if (tag.attributes().isEmpty() && tag.declared().isEmpty()) {
            to.start(tag.prefix(), tag.namespace(), tag.name());
        } else {
            to.start(tag);
        }
    }

    private static String jdk(byte[] document, String algorithm) throws Exception {
        TransformService service = TransformService.getInstance(algorithm, "DOM");
        service.init((TransformParameterSpec) null);
        var data = (OctetStreamData) service.transform(new OctetStreamData(new ByteArrayInputStream(document)), null);
        return new String(data.getOctetStream().readAllBytes(), UTF_8);
    }
}
