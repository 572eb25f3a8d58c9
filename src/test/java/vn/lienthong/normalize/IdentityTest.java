package vn.lienthong.normalize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.lienthong.Contracts;
import vn.lienthong.FieldSpec;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.FieldType;
import vn.lienthong.validate.Rows;

class IdentityTest {
    private static final byte[] SECRET = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    private static final Contract CONTRACT = Contracts.csv(
            FieldSpec.text("name").normalizers("upper"),
            FieldSpec.of("m", "m", FieldType.MONTH).key(1).formats("yyyy-MM", "MM/yyyy"),
            FieldSpec.text("tax").key(2).normalizers("tax_code"),
            FieldSpec.of("n", "n", FieldType.INTEGER).key(3));

    private static byte[] of(Contract contract, byte[] secret, String row) {
        byte[] id = new byte[18];
        new Identity(contract, secret).of(new Rows(contract).of(row), id, 1);
        assertEquals(0, id[0]);
        assertEquals(0, id[17]);
        return Arrays.copyOfRange(id, 1, 17);
    }

    private static byte[] sha256(byte[]... parts) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return MessageDigest.getInstance("SHA-256").digest(all.toByteArray());
    }

    private static byte[] withLength(String value) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.write(bytes);
        return out.toByteArray();
    }

    @Test
    void isWhatItsDescriptionSays() throws Exception {
        // Given
        byte[] k = Arrays.copyOf(sha256(SECRET, "test.feed".getBytes(StandardCharsets.UTF_8)), 16);
        byte[] all = sha256(k, withLength("2026-10"), withLength("0199999991-001"), withLength("7"));
        byte[] first = sha256(k, withLength("2026-10"));
        byte[] expected = Arrays.copyOf(all, 16);
        expected[0] = first[0];
        expected[1] = first[1];
        // Then
        assertArrayEquals(expected, of(CONTRACT, SECRET, "x,2026-10,0199999991001,007"));
    }

    @Test
    void isTheSameHoweverTheKeyIsWrittenAndWhateverElseTheRecordSays() {
        byte[] one = of(CONTRACT, SECRET, "x,2026-10,0199999991001,7");
        assertArrayEquals(one, of(CONTRACT, SECRET, "y,10/2026,0199999991-001,07"));
    }

    @Test
    void isAnotherForAnotherKeyFeedOrSecret() {
        byte[] other = SECRET.clone();
        other[15]++;
        Contract feed =
                new Contract("other.feed", "1.0.0", "", CONTRACT.exchange(), CONTRACT.tables(), CONTRACT.rules(), "");
        Set<String> all = new HashSet<>();
        for (byte[] id : new byte[][] {
            of(CONTRACT, SECRET, "x,2026-10,01,7"),
            of(CONTRACT, SECRET, "x,2026-10,0,17"),
            of(CONTRACT, SECRET, "x,2026-11,01,7"),
            of(CONTRACT, other, "x,2026-10,01,7"),
            of(feed, SECRET, "x,2026-10,01,7"),
        }) {
            all.add(HexFormat.of().formatHex(id));
        }
        assertEquals(5, all.size());
    }

    @Test
    void takesKeyValuesOfAnyLength() throws Exception {
        // Given a name in the key that is longer than two bytes can count
        Contract contract = Contracts.csv(FieldSpec.text("a").key(1));
        String value = "x".repeat(70_000);
        byte[] k = Arrays.copyOf(sha256(SECRET, "test.feed".getBytes(StandardCharsets.UTF_8)), 16);
        byte[] length = HexFormat.of().parseHex("fffe" + "00011170");
        // Then
        assertArrayEquals(
                Arrays.copyOf(sha256(k, length, value.getBytes(StandardCharsets.UTF_8)), 16),
                of(contract, SECRET, value));
    }

    @Test
    void keepsRecordsOfOneGroupTogether() {
        // Given one maker that sees groups change and come back
        Identity identity = new Identity(CONTRACT, SECRET);
        Rows rows = new Rows(CONTRACT);
        byte[] ids = new byte[48];
        identity.of(rows.of("x,2026-10,01,1"), ids, 0);
        identity.of(rows.of("x,2026-11,01,1"), ids, 16);
        identity.of(rows.of("x,2026-10,02,1"), ids, 32);
        // Then
        assertArrayEquals(Arrays.copyOf(ids, 2), Arrays.copyOfRange(ids, 32, 34));
        assertFalse(Arrays.equals(ids, 2, 16, ids, 34, 48));
        assertArrayEquals(of(CONTRACT, SECRET, "x,2026-11,01,1"), Arrays.copyOfRange(ids, 16, 32));
    }

    @Test
    void refusesAContractWithoutAKeyAndAShortSecret() {
        Contract keyless = Contracts.csv(FieldSpec.text("a"));
        assertThrows(IllegalArgumentException.class, () -> new Identity(keyless, SECRET));
        assertThrows(IllegalArgumentException.class, () -> new Identity(CONTRACT, new byte[15]));
    }
}
