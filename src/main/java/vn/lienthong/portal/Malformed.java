package vn.lienthong.portal;

import java.util.Set;

/** A call whose form is not one of the portal's: result 205. Carries no value of the call. */
final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Set<String> PARAMETERS =
            Set.of("username", "password", "loaiHoSo", "maTinh", "maCSKCB", Submission.FILE);

    private final String parameter;

    Malformed(String what) {
        this(what, "");
    }

    /** @param parameter the field that is wrong; forgotten when it is none of the portal's, because the caller wrote it */
    Malformed(String what, String parameter) {
        super(what, null, false, false);
        this.parameter = PARAMETERS.contains(parameter) ? parameter : "";
    }

    /** The portal's name of the field that is wrong; empty when it is the form as a whole. */
    String parameter() {
        return parameter;
    }
}
