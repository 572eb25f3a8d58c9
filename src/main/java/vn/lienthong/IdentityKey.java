package vn.lienthong;

/** The store's 16 secret bytes that make record ids opaque. Never printed. */
public final class IdentityKey {
    /** Length of the key. */
    public static final int BYTES = 16;

    private final byte[] secret;

    public IdentityKey(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("the identity key must have " + BYTES + " bytes");
        }
        this.secret = secret.clone();
    }

    byte[] secret() {
        return secret.clone();
    }

    @Override
    public String toString() {
        return "IdentityKey";
    }
}
