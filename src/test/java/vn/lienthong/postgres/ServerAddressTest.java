package vn.lienthong.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

    @Test
    void readsAnAddressOnThisMachine() {
        // When
        ServerAddress address = ServerAddress.parse("postgresql://127.0.0.1:5433/lienthong");
        // Then
        assertEquals(new ServerAddress("127.0.0.1", 5433, "lienthong", ServerAddress.Tls.DISABLE, null), address);
        assertEquals("[::1]:5432/x", ServerAddress.parse("postgres://[::1]/x").toString());
    }

    @Test
    void demandsAVerifiedServerOverANetworkUnlessToldOtherwise() {
        // When, Then
        CannotStart refused =
                assertThrows(CannotStart.class, () -> ServerAddress.parse("postgresql://192.0.2.1/lienthong"));
        assertEquals(
                "the database URL is wrong: sslmode=verify-full needs sslrootcert=FILE with the authority's"
                        + " certificate",
                refused.getMessage());
        assertEquals(
                ServerAddress.Tls.REQUIRE,
                ServerAddress.parse("postgresql://192.0.2.1/lienthong?sslmode=require")
                        .tls());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mysql://127.0.0.1/x",
                "postgresql:///x",
                "postgresql://127.0.0.1",
                "postgresql://127.0.0.1/a;b",
                "postgresql://127.0.0.1/x?options=-cfsync%3Doff",
                "postgresql://127.0.0.1/x?sslmode=prefer",
                "postgresql://127.0.0.1/x?sslmode=",
                "postgresql://someone:pa55word@127.0.0.1/x",
                "postgresql://a b/x"
            })
    void refusesAnythingElseWithoutEchoingIt(String url) {
        // When
        CannotStart refused = assertThrows(CannotStart.class, () -> ServerAddress.parse(url));
        // Then
        assertFalse((refused + refused.hint()).contains("pa55word"));
    }
}
