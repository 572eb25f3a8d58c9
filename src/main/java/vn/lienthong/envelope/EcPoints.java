package vn.lienthong.envelope;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.jcajce.provider.asymmetric.util.EC5Util;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;

/** Points of the NIST prime curves as bytes: uncompressed only, and checked to lie on the curve before any use. */
final class EcPoints {
    private static final int UNCOMPRESSED = 4;
    private static final List<ECParameterSpec> NAMED =
            List.of(named("secp256r1"), named("secp384r1"), named("secp521r1"));

    private EcPoints() {}

    /** Whether these are the parameters of P-256, P-384 or P-521. */
    static boolean isNamed(ECParameterSpec parameters) {
        return NAMED.stream()
                .anyMatch(known -> known.getCurve().equals(parameters.getCurve())
                        && known.getGenerator().equals(parameters.getGenerator())
                        && known.getOrder().equals(parameters.getOrder())
                        && known.getCofactor() == parameters.getCofactor());
    }

    static byte[] encoded(ECPublicKey key) {
        int width = width(key.getParams().getCurve());
        byte[] bytes = new byte[1 + 2 * width];
        bytes[0] = UNCOMPRESSED;
        put(key.getW().getAffineX(), bytes, 1, width);
        put(key.getW().getAffineY(), bytes, 1 + width, width);
        return bytes;
    }

    /** The point as a key on the given curve, or null when it is none. */
    static @Nullable ECPublicKey decoded(byte[] bytes, ECParameterSpec parameters) {
        EllipticCurve curve = parameters.getCurve();
        int width = width(curve);
        if (bytes.length != 1 + 2 * width || bytes[0] != UNCOMPRESSED) {
            return null;
        }
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(bytes, 1, 1 + width));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(bytes, 1 + width, bytes.length));
        BigInteger prime = prime(curve);
        BigInteger right =
                x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(prime);
        boolean onCurve = x.compareTo(prime) < 0
                && y.compareTo(prime) < 0
                && y.multiply(y).mod(prime).equals(right);
        if (!onCurve) {
            return null;
        }
        try {
            ECPublicKeySpec spec = new ECPublicKeySpec(new ECPoint(x, y), parameters);
            return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(spec);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    /** The public half of a private key. */
    static ECPublicKey publicKey(ECPrivateKey key) {
        byte[] point = EC5Util.convertSpec(key.getParams())
                .getG()
                .multiply(key.getS())
                .normalize()
                .getEncoded(false);
        ECPublicKey found = decoded(point, key.getParams());
        if (found == null) {
            throw new Fault("a private key without a public half");
        }
        return found;
    }

    private static BigInteger prime(EllipticCurve curve) {
        return ((ECFieldFp) curve.getField()).getP();
    }

    private static int width(EllipticCurve curve) {
        return (curve.getField().getFieldSize() + Byte.SIZE - 1) / Byte.SIZE;
    }

    private static void put(BigInteger number, byte[] bytes, int offset, int width) {
        byte[] signed = number.toByteArray();
        int length = Math.min(signed.length, width);
        System.arraycopy(signed, signed.length - length, bytes, offset + width - length, length);
    }

    private static ECParameterSpec named(String name) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new Fault("this JDK has no curve " + name, e);
        }
    }
}
