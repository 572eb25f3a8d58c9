package vn.lienthong.portal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** What the portal's clients make of a password, and what a partner file keeps of it. */
public final class PortalPassword {

    private PortalPassword() {}

    /** Upper-case hexadecimal MD5 of the password in UTF-8: what goes over the wire. */
    public static String onTheWire(String password) {
        try {
            byte[] md5 = MessageDigest.getInstance("MD5").digest(password.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().withUpperCase().formatHex(md5);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** The line for {@code identity.portal[].password} of a partner file. Takes its time. */
    public static String forPartnerFile(String password) {
        return SlowHash.of(onTheWire(password)).text();
    }
}
