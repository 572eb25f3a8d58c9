package vn.lienthong.legacy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole files: decided once, watched to the end. */
class LegacyStreamTest {
    private static final Set<LegacyForm> BOTH = Set.of(LegacyForm.TCVN3, LegacyForm.VNI);
    private static final String ROWS = "ma,ten\n1,Nguyễn Văn Mẫu\n2,Trần Thị Mẫu\n3,số 5 phường Ngọc Hà\n";

    @ParameterizedTest
    @EnumSource(names = {"TCVN3", "VNI"})
    void convertsAFileAndCountsItsLetters(LegacyForm form) throws IOException {
        // Given
        LegacyStream stream = stream(LegacyFiles.bytes(form, ROWS), BOTH);
        // When
        byte[] read = stream.readAllBytes();
        // Then
        assertEquals(ROWS, new String(read, StandardCharsets.UTF_8));
        assertEquals(Optional.of(form), stream.form());
        assertEquals(ROWS.chars().filter(c -> c >= 0x80).count(), stream.letters());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 65_535, 65_536, 65_600, 200_000})
    void decidesWhereTheFirstLetterStands(int asciiBefore) throws IOException {
        // Given
        String text = "a".repeat(asciiBefore) + "\n" + ROWS.repeat(5_000);
        // When
        byte[] read = stream(LegacyFiles.bytes(LegacyForm.TCVN3, text), BOTH).readAllBytes();
        // Then
        assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), read);
    }

    @ParameterizedTest
    @CsvSource({"TCVN3, 1", "TCVN3, 7", "TCVN3, 4096", "VNI, 1", "VNI, 3", "VNI, 4097"})
    void givesTheSameHoweverTheBytesArrive(LegacyForm form, int piece) throws IOException {
        // Given
        String text = "x".repeat(100) + ROWS.repeat(2_000);
        InputStream slow = drip(LegacyFiles.bytes(form, text), piece);
        // When
        byte[] read = new LegacyStream(slow, BOTH).readAllBytes();
        // Then
        assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), read);
    }

    @ParameterizedTest
    @CsvSource({"TCVN3, 1", "TCVN3, 100", "VNI, 1", "VNI, 100"})
    void oneWordIsEnoughHoweverItIsCut(LegacyForm form, int piece) throws IOException {
        // Given
        String text = "ten\nNguyễn\n";
        InputStream slow = drip(LegacyFiles.bytes(form, text), piece);
        // When
        byte[] read = new LegacyStream(slow, BOTH).readAllBytes();
        // Then
        assertEquals(text, new String(read, StandardCharsets.UTF_8));
    }

    @Test
    void passesUtf8AsItIs() throws IOException {
        // Given
        byte[] utf8 = ("\uFEFF" + ROWS.repeat(3_000)).getBytes(StandardCharsets.UTF_8);
        LegacyStream stream = stream(utf8, BOTH);
        // When
        byte[] read = stream.readAllBytes();
        // Then
        assertArrayEquals(utf8, read);
        assertEquals(Optional.empty(), stream.form());
    }

    @Test
    void convertsOnlyWhatIsAllowed() throws IOException {
        // Given
        byte[] vni = LegacyFiles.bytes(LegacyForm.VNI, ROWS);
        // When
        byte[] read = stream(vni, Set.of(LegacyForm.TCVN3)).readAllBytes();
        // Then
        assertArrayEquals(vni, read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name\nRené Müller\nJürgen Böhm\nHélène\n",
                "name\nJosé Muñoz\nJoão\nAçores\n",
                "\u00FF\u00FEn\u0000",
                "\u00EF\u00BB\u00BFname\nM\u00FCller\n",
                "name\n\u0080\u0081\u0082\n",
                "name\nMü\n"
            })
    void passesOtherEncodingsAsTheyAre(String latin) throws IOException {
        // Given
        byte[] bytes = latin.getBytes(StandardCharsets.ISO_8859_1);
        // When
        byte[] read = stream(bytes, BOTH).readAllBytes();
        // Then
        assertArrayEquals(bytes, read);
    }

    @Test
    void aByteThatContradictsLaterIsNoUtf8() throws IOException {
        // Given
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(LegacyFiles.bytes(LegacyForm.TCVN3, ROWS.repeat(5_000)));
        file.write("4,Nguyễn\n".getBytes(StandardCharsets.UTF_8));
        // When
        byte[] read = stream(file.toByteArray(), BOTH).readAllBytes();
        // Then
        String tail = new String(read, read.length - 20, 20, StandardCharsets.ISO_8859_1);
        assertTrue(tail.indexOf('\u00FF') >= 0, "the reader has something to refuse");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "only ascii\n"})
    void endsWhereTheFileEnds(String ascii) throws IOException {
        // Given
        byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        // When
        byte[] read = stream(bytes, BOTH).readAllBytes();
        // Then
        assertArrayEquals(bytes, read);
    }

    private static LegacyStream stream(byte[] bytes, Set<LegacyForm> allowed) {
        return new LegacyStream(new ByteArrayInputStream(bytes), allowed);
    }

    private static InputStream drip(byte[] bytes, int piece) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] b, int off, int len) {
                return super.read(b, off, Math.min(piece, len));
            }
        };
    }
}
