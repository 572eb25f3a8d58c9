package vn.lienthong.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the document says, the code does; the calls themselves are held against it by {@code HttpsDoorIT}. */
class OpenApiDocumentTest {

    @Test
    void namesExactlyTheCodesThatACallCanEndIn() throws IOException {
        List<?> codes = (List<?>) at(document(), "components", "schemas", "Problem", "properties", "code", "enum");
        assertEquals(
                new TreeSet<>(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::wire)
                        .toList()),
                new TreeSet<Object>(codes));
    }

    static Map<?, ?> document() throws IOException {
        try (InputStream in = OpenApiDocumentTest.class.getResourceAsStream("/openapi.yaml")) {
            return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(assertNotNullAnd(in));
        }
    }

    private static InputStream assertNotNullAnd(@org.jspecify.annotations.Nullable InputStream in) {
        assertNotNull(in, "openapi.yaml is in the jar");
        return in;
    }

    private static Object at(Object node, String... path) {
        Object found = node;
        for (String key : path) {
            found = ((Map<?, ?>) found).get(key);
            assertNotNull(found, key);
        }
        return found;
    }
}
