package vn.lienthong.envelope;

/** Signs our receipts. Safe for use by many threads. */
public interface ReceiptSigner {

    /** @return detached CMS SignedData over the body, DER, certificate included */
    byte[] sign(byte[] body);
}
