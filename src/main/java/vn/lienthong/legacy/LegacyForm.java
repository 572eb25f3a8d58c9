package vn.lienthong.legacy;

import java.util.Locale;

/** How Vietnamese text may be written other than in composed Unicode. */
public enum LegacyForm {
    /** One byte a letter (the .Vn fonts). */
    TCVN3,
    /** A base letter and a byte for its marks (the VNI fonts). */
    VNI,
    /** Unicode with the marks behind their letters, as some systems write file names and names. */
    DECOMPOSED;

    /** The word in contracts, for example {@code tcvn3}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What its bytes mean. */
    LegacyTable table() {
        return switch (this) {
            case TCVN3 -> Tcvn3.TABLE;
            case VNI -> Vni.TABLE;
            case DECOMPOSED -> throw new IllegalStateException("decomposed text has no bytes of its own");
        };
    }

    /** Whether the byte stands where no text of another language would have it. */
    boolean telling(byte[] b, int i, int start, int end) {
        return this == TCVN3 ? Tcvn3.telling(b, i, start, end) : this == VNI && Vni.telling(b, i, start);
    }
}
