package vn.lienthong.xmlsig;

import java.io.Serial;
import vn.lienthong.delivery.RefusalCode;

/** The signature is not taken. Never leaves the room: there it is a value. */
final class SignatureRefused extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final RefusalCode code;

    SignatureRefused(RefusalCode code, String what) {
        super(what, null, false, false);
        this.code = code;
    }

    RefusalCode code() {
        return code;
    }
}
