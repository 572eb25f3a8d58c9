package vn.lienthong.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The document and the program know the same refusals. */
class RefusalDocumentTest {
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\|[^|]*[a-z][^|]*\\|[^|]*[a-z][^|]*\\|");

    @Test
    void documentsEveryRefusalInItsOrderWithMeaningAndRemedy() throws IOException {
        String document = Files.readString(Path.of("docs/partners.md"));
        String chapter = document.substring(document.indexOf("### Why a delivery is refused"));
        List<String> documented = chapter.substring(0, chapter.indexOf("\n## "))
                .lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> row.group(1))
                .toList();
        assertEquals(Arrays.stream(RefusalCode.values()).map(Enum::name).toList(), documented);
    }
}
