package vn.lienthong.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class YamlFileTest {
    private final Findings findings = new Findings();

    private YamlFile parse(String text) {
        return YamlFile.parse(text.getBytes(StandardCharsets.UTF_8), "f.yaml", findings);
    }

    private String only() {
        assertEquals(1, findings.list().size(), () -> findings.list().toString());
        return findings.list().get(0).toString();
    }

    @Test
    void readsAMapAndKeepsItsText() {
        // Given
        String text = "a: x\nb: [y, z]\n";

        // When
        YamlFile file = parse("\uFEFF" + text);

        // Then
        assertTrue(file.readable());
        assertEquals(text, file.text());
        assertEquals("x", file.root().text("a"));
        assertEquals(List.of("y", "z"), file.root().texts("b"));
        assertEquals(2, file.root().line("b"));
        assertEquals(List.of(), findings.list());
    }

    @Test
    void refusesAnEmptyFile() {
        assertFalse(parse("").readable());
        assertEquals("f.yaml:1: error: the file is empty", only());
    }

    @Test
    void refusesAFileOfCommentsOnly() {
        assertFalse(parse("# nothing\n").readable());
        assertEquals("f.yaml:1: error: the file is empty", only());
    }

    @Test
    void refusesAListAtTheRoot() {
        assertFalse(parse("\n- a\n").readable());
        assertEquals("f.yaml:2: error: the file must be a map of keys and values, not a list", only());
    }

    @Test
    void refusesASecondDocument() {
        assertFalse(parse("a: 1\n---\nb: 2\n").readable());
        assertEquals("f.yaml:2: error: a second document starts here\nhint: keep one document in a file", only());
    }

    @Test
    void namesTheLineOfADuplicateKey() {
        assertEquals("1", parse("a: '1'\nb: 2\na: 3\n").root().text("a"));
        assertEquals("f.yaml:3: error: key 'a' is here twice, first in line 1\nhint: keep one of them", only());
    }

    @Test
    void namesTheLineOfATab() {
        assertFalse(parse("a:\n  b: 1\n\tc: 2\n").readable());
        assertTrue(only().startsWith("f.yaml:3: error: not YAML: "), only());
        assertTrue(only().endsWith("hint: indent with blanks, never with tabs"), only());
    }

    @Test
    void namesTheLineOfBrokenSyntax() {
        assertFalse(parse("a: 1\nb: [1, 2\nc: 3\n").readable());
        assertTrue(only().startsWith("f.yaml:3: error: not YAML: "), only());
    }

    @Test
    void refusesAliasesSoThatABombStaysSmall() {
        assertFalse(parse("a: x\nb: *a\n").readable());
        assertTrue(only().startsWith("f.yaml:2: error: aliases"), only());
    }

    @Test
    void refusesAnchors() {
        assertFalse(parse("a: &a [x, x, x]\n").readable());
        assertTrue(only().startsWith("f.yaml:1: error: anchors"), only());
    }

    @Test
    void refusesTags() {
        var unused = parse("a: 1\nb: !!java.net.URL [http://x]\n");
        assertTrue(only().startsWith("f.yaml:2: error: tags"), only());
    }

    @Test
    void refusesNestingBeyondItsDepth() {
        assertFalse(parse("a: " + "[".repeat(100_000)).readable());
        assertEquals("f.yaml:1: error: nested more than 20 levels deep", only());
    }

    @Test
    void refusesOneLevelMoreThanItsDepth() {
        assertFalse(parse("a: " + "[".repeat(20) + "]".repeat(20)).readable());
        assertEquals("f.yaml:1: error: nested more than 20 levels deep", only());
    }

    @Test
    void takesNestingUpToItsDepth() {
        assertTrue(parse("a: " + "[".repeat(19) + "]".repeat(19)).readable());
        assertEquals(List.of(), findings.list());
    }

    @Test
    void refusesTooManyValues() {
        assertFalse(parse("a: [" + "1,".repeat(YamlFile.NODES_MAX) + "]").readable());
        assertEquals("f.yaml:1: error: the file has more than 100000 values", only());
    }

    @Test
    void refusesAFileAboveItsSize() {
        assertFalse(YamlFile.parse(new byte[YamlFile.BYTES_MAX + 1], "f.yaml", findings)
                .readable());
        assertEquals("f.yaml:1: error: larger than 1048576 bytes", only());
    }

    @Test
    void namesTheLineOfBrokenUtf8() {
        byte[] bytes = "a: 1\nb: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        assertFalse(YamlFile.parse(bytes, "f.yaml", findings).readable());
        assertEquals("f.yaml:2: error: not valid UTF-8\nhint: save the file as UTF-8", only());
    }

    @Test
    void refusesALetterCutAtTheEnd() {
        byte[] bytes = {'a', ':', ' ', (byte) 0xE1, (byte) 0xBB};
        assertFalse(YamlFile.parse(bytes, "f.yaml", findings).readable());
        assertEquals("f.yaml:1: error: not valid UTF-8\nhint: save the file as UTF-8", only());
    }

    @Test
    void refusesUtf16() {
        byte[] bytes = "a: 1\n".getBytes(Charset.forName("UTF-16"));
        assertFalse(YamlFile.parse(bytes, "f.yaml", findings).readable());
        assertEquals("f.yaml:1: error: not valid UTF-8\nhint: save the file as UTF-8", only());
    }

    @Test
    void namesTheLineOfAControlCharacter() {
        assertFalse(parse("a: 1\nb: x\u0000y\n").readable());
        assertEquals("f.yaml:2: error: character U+0000 is not allowed\nhint: remove it", only());
    }

    @Test
    void refusesAKeyThatIsNotAWord() {
        var unused = parse("a: 1\n? [x]\n: 2\n");
        assertEquals("f.yaml:2: error: a key must be one word, not a list", only());
    }

    @Test
    void survivesEveryTruncationOfAFile() {
        // Given
        byte[] whole = "a: 'x'\nb: {c: [1, \"\u1ebf\"], d: |\n  text\n}\ne:\n  - f: 1\n    g: 2\n"
                .getBytes(StandardCharsets.UTF_8);

        // When
        for (int length = 0; length < whole.length; length++) {
            Findings found = new Findings();
            YamlFile file = YamlFile.parse(java.util.Arrays.copyOf(whole, length), "f.yaml", found);

            // Then
            assertEquals(file.readable(), !found.hasErrors(), "cut at " + length);
        }
    }

    @Test
    void keepsAtMostSoManyFindings() {
        var unused = parse("a: [" + "!t 1,".repeat(2_000) + "]");
        assertEquals(Findings.LISTED_MAX, findings.list().size());
        assertEquals(2_000, findings.errors());
    }
}
