package vn.lienthong.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class YamlMapTest {
    private static final Pattern WORD = Pattern.compile("[a-z]+");

    private final Findings findings = new Findings();

    private YamlMap map(String text) {
        return YamlFile.parse(text.getBytes(StandardCharsets.UTF_8), "f.yaml", findings)
                .root();
    }

    private void found(String... expected) {
        assertEquals(
                List.of(expected),
                findings.list().stream().map(Finding::toString).toList());
    }

    @Test
    void readsEveryType() {
        // Given
        YamlMap map = map(
                """
                text: "01"
                whole: -12
                decimal: 0.25
                flag: true
                size: 64 KiB
                plainSize: 100
                time: 15 min
                day: 2026-10-31
                choice: b
                map: {k: v}
                maps: [{n: x}, {n: y}]
                """);

        // Then
        assertEquals("01", map.text("text"));
        assertEquals(-12, map.whole("whole", -20, 20));
        assertEquals(new BigDecimal("0.25"), map.decimalOrNull("decimal"));
        assertTrue(map.flag("flag", false));
        assertEquals(65_536, map.bytes("size", 0, 1 << 20, 0));
        assertEquals(100, map.bytes("plainSize", 0, 1 << 20, 0));
        assertEquals(Duration.ofMinutes(15), map.duration("time", Duration.ZERO, Duration.ofDays(1), Duration.ZERO));
        assertEquals(LocalDate.of(2026, 10, 31), map.dateOrNull("day"));
        assertEquals(2, map.choice("choice", Map.of("a", 1, "b", 2), 0));
        assertEquals(Map.of("k", "v"), map.textMap("map"));
        assertEquals("y", map.maps("maps").get(1).text("n"));
        map.refuseOthers();
        found();
    }

    @Test
    void givesTheOtherwiseOfWhatIsNotThere() {
        // Given
        YamlMap map = map("a: x");

        // Then
        assertNull(map.textOrNull("b"));
        assertEquals(7, map.whole("b", 0, 9, 7));
        assertFalse(map.flag("b", false));
        assertEquals(5, map.bytes("b", 0, 9, 5));
        assertEquals(List.of(), map.texts("b"));
        assertEquals(List.of(), map.maps("b"));
        assertEquals(List.of(), map.map("b").keys());
        found();
    }

    @Test
    void refusesANumberWhereATextIsWanted() {
        // A code 01 without quotes is a number to every other reader of the file.
        assertEquals("", map("a: x\ncode: 01\n").text("code"));
        found("f.yaml:2: error: 'code' must be a text, not a whole number\nhint: put it in quotes");
    }

    @Test
    void namesWhatIsMissing() {
        assertEquals("", map("a:\n  b: x\n").map("a").text("c"));
        found("f.yaml:2: error: 'c' is missing");
    }

    @Test
    void refusesAKeyWithoutValue() {
        assertEquals("", map("a: x\nb:\n").text("b"));
        found("f.yaml:2: error: 'b' has no value\nhint: give it one, or remove the line");
    }

    @Test
    void refusesBlankText() {
        assertEquals(" ", map("a: ' '").text("a"));
        found("f.yaml:1: error: 'a' must not be empty");
    }

    @Test
    void refusesATextOfAnotherForm() {
        assertEquals("", map("a: X1").matching("a", WORD, "small letters"));
        found("f.yaml:1: error: 'a' must be small letters");
    }

    @Test
    void namesTheNearestKnownKey() {
        // Given
        YamlMap map = map("format: csv\nenvelop: sealed\nzzzzzz: 1\n");

        // When
        assertEquals("csv", map.text("format"));
        map.know("envelope");
        map.refuseOthers();

        // Then
        found(
                "f.yaml:2: error: unknown key 'envelop'\nhint: did you mean 'envelope'?",
                "f.yaml:3: error: unknown key 'zzzzzz'\nhint: known: format, envelope");
    }

    @Test
    void namesTheNearestKnownWord() {
        assertEquals(0, map("a: seeled").choice("a", Map.of("sealed", 1), 0));
        found("f.yaml:1: error: 'a' is 'seeled'\nhint: did you mean 'sealed'?");
    }

    @Test
    void refusesNumbersThatAreNone() {
        // Given
        YamlMap map = map("a: x\nb: 1.5\nc: 1e3\nd: 99999999999999999999\ne: 0x10\nf: [1]\n");

        // When
        for (String key : map.keys()) {
            assertEquals(0, map.whole(key, 0, 9));
        }

        // Then
        assertEquals(6, findings.errors());
        assertEquals(
                "f.yaml:4: error: 'd' must be a whole number of at most 18 digits, not a whole number",
                findings.list().get(3).toString());
    }

    @Test
    void refusesANumberOutsideItsBounds() {
        assertEquals(1, map("a: 11").whole("a", 1, 10));
        found("f.yaml:1: error: 'a' must be from 1 to 10");
    }

    @Test
    void refusesSizesAndTimesWithoutAKnownUnit() {
        // Given
        YamlMap map = map("a: 64 KB\nb: 30\nc: 1 h\nd: 999999999999999 TiB\n");

        // When
        assertEquals(0, map.bytes("a", 0, 100, 0));
        assertEquals(Duration.ZERO, map.duration("b", Duration.ZERO, Duration.ofHours(1), Duration.ZERO));
        assertEquals(Duration.ZERO, map.duration("c", Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO));
        assertEquals(0, map.bytes("d", 0, 100, 0));

        // Then
        found(
                "f.yaml:1: error: 'a' must be a size like 65536, 64 KiB, 100 MiB or 16 GiB, not a text",
                "f.yaml:2: error: 'b' must be a time span like 500 ms, 30 s, 15 min, 24 h or 7 d, not a whole number",
                "f.yaml:3: error: 'c' must be from 0 s to 60 s",
                "f.yaml:4: error: 'd' must be from 0 to 100 bytes");
    }

    @Test
    void refusesDaysThatAreNotInTheCalendar() {
        // Given
        YamlMap map = map("a: 2026-02-29\nb: 31/10/2026\nc: 2026\n");

        // When
        map.keys().forEach(key -> assertNull(map.dateOrNull(key)));

        // Then
        assertEquals(3, findings.errors());
    }

    @Test
    void refusesTheWrongShape() {
        // Given
        YamlMap map = map("a: x\nb: x\nc: [x]\nd: [[x]]\ne: yes\n");

        // When
        assertEquals(List.of(), map.texts("a"));
        assertEquals(List.of(), map.map("b").keys());
        assertEquals(List.of(), map.maps("c"));
        assertEquals(List.of(), map.texts("d"));
        assertFalse(map.flag("e", false));

        // Then
        found(
                "f.yaml:1: error: 'a' must be a list of texts, not a text",
                "f.yaml:2: error: 'b' must be a map of keys and values, not a text",
                "f.yaml:3: error: 'c' must be a list of maps, not a text",
                "f.yaml:4: error: 'd' must be a text, not a list",
                "f.yaml:5: error: 'e' must be true or false, not a text");
    }

    @Test
    void doesNotReadTheEnvironment() {
        assertEquals("${HOME}", map("a: ${HOME}").text("a"));
        found();
    }
}
