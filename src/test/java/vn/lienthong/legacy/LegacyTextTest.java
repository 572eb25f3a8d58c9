package vn.lienthong.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single values: what is legacy text is recognised, and nothing else. */
class LegacyTextTest {
    private static final List<String> NAMES = List.of(
            "Nguyễn Văn Mẫu",
            "Trần Thị Mẫu",
            "Lê Hoàng Mẫu",
            "Đỗ Minh Tuấn",
            "Phạm Thị Ngọc Ánh",
            "Bà ở ấp Hà Ấp",
            "Công ty cổ phần xây dựng số 5",
            "Số 12, ngõ 3, phường Ba Đình, Hà Nội");

    @Test
    void recognisesNamesInTcvn3AndGivesThemBack() {
        // Given
        List<String> written = NAMES.stream()
                .filter(n -> n.chars().noneMatch(c -> "ÁẤ".indexOf(c) >= 0))
                .toList();
        // When
        List<String> back = written.stream()
                .map(n -> back(LegacyForm.TCVN3, LegacyFiles.mistaken(LegacyForm.TCVN3, n)))
                .toList();
        // Then
        assertEquals(written, back);
    }

    @Test
    void recognisesNamesInVniAndGivesThemBack() {
        // When
        List<String> back = NAMES.stream()
                .map(n -> back(LegacyForm.VNI, LegacyFiles.mistaken(LegacyForm.VNI, n)))
                .toList();
        // Then
        assertEquals(NAMES, back);
    }

    @Test
    void recognisesMarksBehindTheirLetters() {
        // Given
        List<String> apart = NAMES.stream()
                .map(n -> Normalizer.normalize(n, Normalizer.Form.NFD))
                .toList();
        // When
        List<String> back =
                apart.stream().map(n -> back(LegacyForm.DECOMPOSED, n)).toList();
        // Then
        assertEquals(NAMES, back);
    }

    @Test
    void leavesVietnameseAlone() {
        // Given
        Stream<String> names = Stream.concat(
                NAMES.stream(),
                Stream.of(
                        "Lê Thanh Hà",
                        "HÀ",
                        "Tô Lô",
                        "Ê Đê",
                        "NGÔ THANH TÚ",
                        "Bình",
                        "Cà Mau",
                        "Sóc Trăng",
                        "Lý Hùng"));
        // When
        List<String> taken = names.filter(n -> form(n) != null).toList();
        // Then
        assertEquals(List.of(), taken);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "René Müller",
                "Jürgen Böhm",
                "Hélène Lefèvre",
                "François Hébert",
                "Société Générale",
                "Crédit Agricole",
                "José Muñoz Peña",
                "João Conceição",
                "Åse Bjørnsen",
                "Søren Kjær",
                "Jean-Noël Zoé",
                "Maïté Gaël",
                "Citroën",
                "Nestlé",
                "Mü",
                "Mü Hü Renée",
                "Straße",
                "Zürich",
                "Ångström",
                "Renée",
                "São Paulo",
                "Élodie",
                "BÖHM GRÜN",
                "L'Oréal",
                "Dvořák",
                "50 m² × 3 °C",
                "© 2026",
                "£100 «hàng»",
                "1ª Nº 5"
            })
    void leavesOtherLanguagesAlone(String text) {
        // When
        LegacyForm form = form(text);
        // Then
        assertNull(form);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Lê Hü",
                "Lê Søn",
                "H'Lê Niñ",
                "Công ty TNHH Tän",
                "Lê Hòa Tän",
                "Ngô Thanh Tú Hü",
                "Hoàng Ñam",
                "Tô Hòa Øi"
            })
    void aWordThatIsVietnameseAlreadyIsNoEvidenceForAnother(String text) {
        // When
        LegacyForm form = form(text);
        // Then
        assertNull(form);
    }

    @ParameterizedTest
    @CsvSource({
        "Nguyễn Minh Dũng, NguyÔn Minh Dòng, TCVN3",
        "Lê Văn Cường Tú, Lª V¨n C­êng Tó, TCVN3",
        "Nguyễn Thị An, Nguyeãn Thò An, VNI",
        "Trần Văn Bình, Traàn Vaên Bình, VNI"
    })
    void tellsNamesOfWhichAWordReadsAsAnother(String meant, String mistaken, LegacyForm expected) {
        // When
        String back = back(expected, mistaken);
        // Then
        assertEquals(meant, back);
    }

    @ParameterizedTest
    @CsvSource({"TrÇn Minh Anh, TCVN3", "NguyÔn, TCVN3", "Nguyeãn, VNI", "NguyÔn V¨n “A”, TCVN3"})
    void oneTellingWordIsEnough(String text, LegacyForm expected) {
        // When
        LegacyForm form = form(text);
        // Then
        assertEquals(expected, form);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Vâ Anh", "Voõ Anh"})
    void oneWordThatIsNotTellingIsTooLittle(String text) {
        // When
        LegacyForm form = form(text);
        // Then
        assertNull(form);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "<>&\"'", "東京", "😀", "ў"})
    void takesWhatHasNothingToDoWithIt(String text) {
        // When
        LegacyForm form = form(text);
        // Then
        assertNull(form);
    }

    private static @Nullable LegacyForm form(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return LegacyText.form(utf8, 0, utf8.length);
    }

    private static String back(LegacyForm expected, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        LegacyForm form = LegacyText.form(utf8, 0, utf8.length);
        return form != expected
                ? text + " is " + form
                : new String(LegacyText.composed(form, utf8, 0, utf8.length), StandardCharsets.UTF_8);
    }
}
