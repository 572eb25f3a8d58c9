package vn.lienthong.legacy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables of the encodings, held against texts that everybody has seen in the wrong font. */
class LegacyTableTest {

    @ParameterizedTest
    @CsvSource({
        "TCVN3, Céng hoµ x· héi chñ nghÜa ViÖt Nam, Cộng hoà xã hội chủ nghĩa Việt Nam",
        "TCVN3, §éc lËp - Tù do - H¹nh phóc, Độc lập - Tự do - Hạnh phúc",
        "TCVN3, B¶o hiÓm x· héi, Bảo hiểm xã hội",
        "TCVN3, TrÇn ThÞ Thuý, Trần Thị Thuý",
        "VNI, Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Cộng hòa xã hội chủ nghĩa Việt Nam",
        "VNI, Ñoäc laäp - Töï do - Haïnh phuùc, Độc lập - Tự do - Hạnh phúc",
        "VNI, NGUYEÃN THÒ ÑAØO, NGUYỄN THỊ ĐÀO",
        "VNI, Baûo hieåm xaõ hoäi, Bảo hiểm xã hội",
    })
    void meansWhatTheFontShows(LegacyForm form, String mistaken, String meant) {
        // Given
        byte[] bytes = mistaken.getBytes(StandardCharsets.ISO_8859_1);
        // When
        String read = decode(form, bytes, bytes.length);
        // Then
        assertEquals(meant, read);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCVN3", "VNI"})
    void hasEverySmallLetterOfVietnamese(LegacyForm form) {
        // When
        List<Character> missing = Syllables.letters().stream()
                .filter(c -> !LegacyFiles.has(form, c))
                .toList();
        // Then
        assertEquals(List.of(), missing);
    }

    @Test
    void vniHasEveryCapitalToo() {
        // When
        List<Character> missing = Syllables.letters().stream()
                .map(Character::toUpperCase)
                .filter(c -> !LegacyFiles.has(LegacyForm.VNI, c))
                .toList();
        // Then
        assertEquals(List.of(), missing);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCVN3", "VNI"})
    void comesBackAsItWent(LegacyForm form) {
        // Given
        String text = "Bà Nguyễn Thị Tuyết, số 5 ngõ 12, phường Ngọc Khánh; ông Đỗ Văn Quỳnh ở xã Hưng Yên.";
        byte[] bytes = LegacyFiles.bytes(form, text);
        // When
        String read = decode(form, bytes, bytes.length);
        // Then
        assertEquals(text, read);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCVN3", "VNI"})
    void doesNotDependOnWhereThePiecesAreCut(LegacyForm form) {
        // Given
        String text = "Hoàng Thuỷ Tiên đường Trường Sa";
        byte[] bytes = LegacyFiles.bytes(form, text);
        // When
        List<String> read = IntStream.rangeClosed(1, bytes.length)
                .mapToObj(piece -> decode(form, bytes, piece))
                .distinct()
                .toList();
        // Then
        assertEquals(List.of(text), read);
    }

    @Test
    void writesAByteWithoutMeaningSoThatNoReaderTakesIt() {
        // Given
        byte[] bytes = {'a', (byte) 0xB0, 'b'};
        Utf8Buffer made = new Utf8Buffer();
        LegacyTable.Tally tally = new LegacyTable.Tally();
        // When
        int left = LegacyForm.TCVN3.table().decode(bytes, 0, bytes.length, true, made, tally);
        // Then
        assertEquals(bytes.length, left);
        assertEquals(1, tally.meaningless);
        assertArrayEquals(new byte[] {'a', (byte) 0xFF, 'b'}, made.toBytes());
    }

    @Test
    void leavesAsciiAlone() {
        // Given
        byte[] ascii = new byte[128];
        IntStream.range(0, 128).forEach(i -> ascii[i] = (byte) i);
        // When
        String read = decode(LegacyForm.VNI, ascii, ascii.length);
        // Then
        assertTrue(new String(ascii, StandardCharsets.US_ASCII).equals(read));
    }

    private static String decode(LegacyForm form, byte[] bytes, int piece) {
        Utf8Buffer made = new Utf8Buffer();
        LegacyTable.Tally tally = new LegacyTable.Tally();
        int at = 0;
        int end = 0;
        while (at < bytes.length) {
            end = Math.min(bytes.length, end + piece);
            at = form.table().decode(bytes, at, end, end == bytes.length, made, tally);
        }
        assertEquals(0, tally.meaningless);
        return new String(made.toBytes(), StandardCharsets.UTF_8);
    }
}
