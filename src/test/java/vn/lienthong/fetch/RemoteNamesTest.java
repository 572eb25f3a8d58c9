package vn.lienthong.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteNamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "Danh sách tháng 10.csv", "đơn-vị_2026.csv", "...", "-rf"})
    void takesWhatCanBeTheNameOfAFile(String name) {
        assertTrue(RemoteNames.isSafe(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "a/b",
                "/a",
                "../a",
                "a\\b",
                "a\0",
                "a\nb",
                "a\u001b[2J",
                "a\u202eb",
                "\ufeffa",
                "a\ufffd",
                "a\ud800",
                "a\u2028b",
                "a ",
                " a"
            })
    void refusesWhatIsAPathOrDeceives(String name) {
        assertFalse(RemoteNames.isSafe(name));
    }

    @ParameterizedTest
    @CsvSource({
        "*.csv, a.csv, true",
        "*.csv, .csv, true",
        "*.csv, a.csv.part, false",
        "?.csv, a.csv, true",
        "?.csv, ab.csv, false",
        "*, anything, true",
        "a*b*c, axxbxxc, true",
        "a*b*c, axxbxx, false",
        "unit_*_2026.csv, unit_01_2026.csv, true",
        "[a].csv, a.csv, false",
    })
    void matchesStarsAndQuestionMarksOnly(String pattern, String name, boolean fits) {
        assertEquals(fits, RemoteNames.matches(pattern, name));
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 256})
    void boundsANameByItsBytes(int bytes) {
        assertEquals(bytes <= RemoteNames.NAME_BYTES_MAX, RemoteNames.isSafe("x".repeat(bytes)));
        assertFalse(RemoteNames.isSafe("đ".repeat(bytes)));
    }
}
