package vn.lienthong.envelope;

import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import vn.lienthong.delivery.Fault;

/** Object identifiers as they stand in a file, for comparing bytes without parsing them. */
final class Oids {
    /** No identifier that CMS uses is longer. */
    static final int BYTES_MAX = 32;

    private static final int HEADER_BYTES = 2;

    private Oids() {}

    /** The content octets, without tag and length. */
    static byte[] content(ASN1ObjectIdentifier identifier) {
        try {
            byte[] der = identifier.getEncoded(ASN1Encoding.DER);
            return Arrays.copyOfRange(der, HEADER_BYTES, der.length);
        } catch (IOException e) {
            throw new Fault("an object identifier that cannot be written", e);
        }
    }
}
