package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EcPointsTest {

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void readsWhatItWrites(String curve) {
        // Given
        ECPublicKey key = (ECPublicKey) DevAuthority.ecKey(curve).getPublic();

        // When
        ECPublicKey found = EcPoints.decoded(EcPoints.encoded(key), key.getParams());

        // Then
        assertEquals(key, found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void findsThePublicHalfOfAPrivateKey(String curve) {
        // Given
        KeyPair pair = DevAuthority.ecKey(curve);

        // When, then
        assertEquals(pair.getPublic(), EcPoints.publicKey((ECPrivateKey) pair.getPrivate()));
    }

    /** A point beside the curve would let its sender learn our key bit by bit. */
    @Test
    void refusesEveryPointBesideTheCurve() {
        // Given
        ECPublicKey key = (ECPublicKey) DevAuthority.ecKey("secp256r1").getPublic();
        byte[] good = EcPoints.encoded(key);

        for (int bit = 0; bit < good.length * 8; bit++) {
            // When
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);

            // Then
            assertNull(EcPoints.decoded(bad, key.getParams()));
        }
        assertNull(EcPoints.decoded(new byte[] {0}, key.getParams()));
        assertNull(EcPoints.decoded(new byte[0], key.getParams()));
        assertNull(EcPoints.decoded(new byte[good.length], key.getParams()));
    }
}
