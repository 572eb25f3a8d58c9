package vn.lienthong.intake;

/**
 * Tells what is meant as a CMS envelope from a plain payload by its first bytes, without parsing it. An envelope with one
 * flipped bit is still meant as one: it must be refused as an envelope and never be read as a payload. So it is known by
 * the object identifier that all of them begin with, one bit of which may be wrong; no text has these bytes.
 */
public final class CmsSniff {

    /** So many first bytes are enough: tag, length of up to 9 bytes, tag and length of the identifier, identifier. */
    public static final int HEAD_BYTES = 24;

    /** 1.2.840.113549.1: every content type of CMS begins with it. */
    private static final byte[] PKCS = {0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01};

    private static final int WRONG_BITS_MAX = 1;

    private CmsSniff() {}

    /** @param length of what is in {@code head}; fewer than {@link #HEAD_BYTES} only when there is no more */
    public static boolean isEnvelope(byte[] head, int length) {
        int last = Math.min(length, HEAD_BYTES) - PKCS.length;
        for (int at = 0; at <= last; at++) {
            if (wrongBits(head, at) <= WRONG_BITS_MAX) {
                return true;
            }
        }
        return false;
    }

    private static int wrongBits(byte[] head, int at) {
        int wrong = 0;
        for (int i = 0; i < PKCS.length; i++) {
            wrong += Integer.bitCount((head[at + i] ^ PKCS[i]) & 0xFF);
        }
        return wrong;
    }
}
