package vn.lienthong.sftp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths of clients, as text and nothing else. */
class PlaceTest {

    @Test
    void readsTheThreeDepthsThatExist() throws SftpRefused {
        assertEquals(new Place.Top(), Place.of("".getBytes(UTF_8)));
        assertEquals(new Place.Top(), Place.of("/./".getBytes(UTF_8)));
        assertEquals(new Place.Folder("a.b"), Place.of("a.b".getBytes(UTF_8)));
        assertEquals(new Place.Item("a.b", "tháng 10"), Place.of("//a.b/./tháng 10".getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "/a/..", "a/../b", "a/b/c", "a/b\u0007", "a/\u200b", "a/\n"})
    void refusesWhatCannotBeAPlace(String path) {
        assertThrows(SftpRefused.class, () -> Place.of(path.getBytes(UTF_8)));
    }

    @Test
    void refusesBytesThatAreNoText() {
        assertThrows(SftpRefused.class, () -> Place.of(new byte[] {'a', '/', (byte) 0xC3, (byte) 0x28}));
    }

    @Test
    void neverGoesAboveTheTop() throws SftpRefused {
        for (var each : Map.of(".", "/", "..", "/", "/a/../../..", "/", "a/./b/../c", "/a/c", "/a//b/", "/a/b")
                .entrySet()) {
            assertEquals(each.getValue(), Place.absolute(each.getKey().getBytes(UTF_8)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".x", "a\\b", " a", "a ", "."})
    void refusesNamesThatADeliveryMustNotHave(String name) {
        assertThrows(SftpRefused.class, () -> Place.requireName(name));
    }
}
