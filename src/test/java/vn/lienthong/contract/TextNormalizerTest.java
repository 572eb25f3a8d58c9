package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.FieldSpec;

class TextNormalizerTest {

    private static TextNormalizer normalizer(String... words) {
        return new TextNormalizer(vn.lienthong.Contracts.csv(FieldSpec.text("a").normalizers(words))
                .table()
                .fields()
                .get(0));
    }

    private static String normalized(TextNormalizer normalizer, String text) {
        byte[] inside = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
        normalizer.normalize(inside, 1, inside.length - 1);
        return new String(
                normalizer.bytes(), normalizer.start(), normalizer.end() - normalizer.start(), StandardCharsets.UTF_8);
    }

    @Test
    void givesAVietnameseNameItsOneForm() {
        TextNormalizer name = normalizer("nfc", "trim", "upper");
        String canonical = "NGUYỄN THỊ ĐƯỜNG";
        assertEquals(canonical, normalized(name, canonical));
        assertEquals(canonical, normalized(name, "  nguyễn \t Thị\u00A0\u00A0đường "));
        assertEquals(canonical, normalized(name, Normalizer.normalize("Nguyễn Thị Đường", Normalizer.Form.NFD)));
        assertEquals(canonical, normalized(name, "Nguyễn\u3000Thị Đường"));
        assertEquals(canonical, normalized(name, "NGUYỄN  THỊ ĐƯỜNG"));
        assertEquals(canonical, normalized(name, " NGUYỄN THỊ ĐƯỜNG"));
        assertEquals(canonical, normalized(name, "NGUYỄN THỊ ĐƯỜNG "));
        assertEquals("STRASSE", normalized(name, "straße"));
        assertEquals("", normalized(name, " \t\u00A0 "));
    }

    @Test
    void leavesCanonicalTextWhereItIs() {
        byte[] text = "NGUYỄN VĂN AN".getBytes(StandardCharsets.UTF_8);
        TextNormalizer name = normalizer("nfc", "trim", "upper");
        name.normalize(text, 0, text.length);
        assertSame(text, name.bytes());
    }

    @Test
    void saysTheSameAsTheJdkForRandomText() {
        Random random = new Random(4);
        TextNormalizer name = normalizer("nfc", "upper");
        String letters = "aZ09 đĐơƯễẶ\u0323\u0302\u0131ſßŉǰẖẞﬁẛ中\uD834\uDD1Eÿµ.";
        for (int round = 0; round < 50_000; round++) {
            // Given
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(7); i > 0; i--) {
                int at = random.nextInt(letters.length());
                text.append(Character.isSurrogate(letters.charAt(at)) ? "\uD834\uDD1E" : letters.charAt(at));
            }
            // Then
            String expected = Normalizer.normalize(text, Normalizer.Form.NFC).toUpperCase(Locale.ROOT);
            assertEquals(expected, normalized(name, text.toString()));
        }
    }

    @ParameterizedTest
    @CsvSource({"0199999991001, 0199999991-001", "0199999991-001, 0199999991-001", "0199999991, 0199999991"})
    void writesABranchWithAHyphen(String given, String expected) {
        assertEquals(expected, normalized(normalizer("tax_code"), given));
    }

    @ParameterizedTest
    @CsvSource({"+84912345678, 0912345678", "0912345678, 0912345678", "+842438255555, 02438255555"})
    void writesANationalPhoneNumber(String given, String expected) {
        assertEquals(expected, normalized(normalizer("phone"), given));
    }

    @Test
    void refusesAnUnknownWord() {
        assertThrows(IllegalArgumentException.class, () -> normalizer("lower"));
    }
}
