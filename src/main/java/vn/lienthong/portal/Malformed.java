package vn.lienthong.portal;

/** A call whose form is not one of the portal's: result 205. Carries no value of the call. */
final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
        super(what, null, false, false);
    }
}
