package vn.lienthong.intake;

/** Tells a CMS envelope from anything else by its first bytes, without parsing it. */
final class CmsSniff {

    /** So many first bytes are enough: tag, length of up to 9 bytes, object identifier. */
    static final int HEAD_BYTES = 24;

    private static final int SEQUENCE = 0x30;
    private static final int LENGTH_BYTES_MAX = 8;

    /** 1.2.840.113549.1.7, then one arc: data, signed, enveloped and the other types of PKCS #7. */
    private static final byte[] PKCS7 = {0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x07
    };

    /** 1.2.840.113549.1.9.16.1, then one arc: authenticated-enveloped data (23) and its sisters. */
    private static final byte[] SMIME_CT = {
        0x06, 0x0B, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01
    };

    private CmsSniff() {}

    static boolean isEnvelope(byte[] head, int length) {
        if (length < 2 || (head[0] & 0xFF) != SEQUENCE) {
            return false;
        }
        int lengthBytes = (head[1] & 0x80) == 0 ? 0 : head[1] & 0x7F;
        if (lengthBytes > LENGTH_BYTES_MAX) {
            return false;
        }
        int at = 2 + lengthBytes;
        return startsWith(head, length, at, PKCS7) || startsWith(head, length, at, SMIME_CT);
    }

    private static boolean startsWith(byte[] head, int length, int at, byte[] prefix) {
        if (length < at + prefix.length + 1) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (head[at + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
