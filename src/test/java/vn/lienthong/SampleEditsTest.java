package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.contract.RuleCases.Action;
import vn.lienthong.contract.RuleCases.Edit;

class SampleEditsTest {
    private static final String LINES = "<R><L><ROW><A>1</A><B/></ROW>\n<ROW><A>2</A></ROW></L></R>";
    private static final String LETTER = "<ONE><X>é</X></ONE>";

    private static byte[] file(boolean base64) {
        return ("<GIAMDINHHS><N>1</N><HOSO>" + part("XML2", LINES, base64) + part("XML7", LETTER, base64)
                        + "</HOSO><HOSO>" + part("XML2", LINES, base64) + "</HOSO></GIAMDINHHS>")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String part(String table, String xml, boolean base64) {
        String content = base64
                ? "\n" + Base64.getMimeEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8)) + "\n"
                : xml;
        return "<FILEHOSO><LOAIHOSO>" + table + "</LOAIHOSO><NOIDUNGFILE>" + content + "</NOIDUNGFILE></FILEHOSO>";
    }

    /** The edited file with its parts readable. */
    private static String edited(boolean base64, int record, Edit... edits) {
        String xml = new String(SampleEdits.of(file(base64), record, List.of(edits)), StandardCharsets.UTF_8);
        Matcher content =
                Pattern.compile("(?s)<NOIDUNGFILE>([^<]+)</NOIDUNGFILE>").matcher(xml);
        return content.replaceAll(m -> Matcher.quoteReplacement("<NOIDUNGFILE>"
                + new String(Base64.getMimeDecoder().decode(m.group(1)), StandardCharsets.UTF_8)
                + "</NOIDUNGFILE>"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void changesFieldsRowsAndTablesInEitherForm(boolean base64) {
        String second = "<HOSO>" + part("XML2", LINES, false) + "</HOSO>";
        String all = edited(
                base64,
                1,
                new Edit("XML2[2].A", Action.SET, "5 < 6"),
                new Edit("XML2[1].NEW", Action.SET, "n"),
                new Edit("XML2[2]", Action.COPY, ""),
                new Edit("XML2[1].B", Action.REMOVE, ""),
                new Edit("XML7.X", Action.SET, "ă"),
                new Edit("/GIAMDINHHS/N", Action.SET, "9"));
        assertTrue(all.contains("<ROW><A>1</A><NEW>n</NEW></ROW>"), all);
        assertEquals(3, all.split(Pattern.quote("<A>5 &lt; 6</A>"), -1).length, all);
        assertTrue(all.contains("<X>ă</X>") && all.contains("<N>9</N>"), all);
        assertTrue(all.contains(second), "the other visit stays as it was");
    }

    @Test
    void removesATableAndARowOfAnyVisit() {
        assertTrue(!edited(true, 1, new Edit("XML7", Action.REMOVE, "")).contains("XML7"));
        String one = edited(true, 2, new Edit("XML2[1]", Action.REMOVE, ""));
        assertTrue(
                one.endsWith("<R><L>\n<ROW><A>2</A></ROW></L></R></NOIDUNGFILE></FILEHOSO></HOSO></GIAMDINHHS>"), one);
    }

    @ParameterizedTest
    @ValueSource(strings = {"XML3", "XML2[3]", "XML2[0].A", "XML2[1].C", "/GIAMDINHHS/M", "/X", "xml2", "XML2[1]."})
    void namesAPlaceThatIsNotThere(String place) {
        var e = assertThrows(IllegalArgumentException.class, () -> edited(true, 1, new Edit(place, Action.REMOVE, "")));
        assertTrue(String.valueOf(e.getMessage()).contains("'" + place + "'"), e.getMessage());
    }
}
