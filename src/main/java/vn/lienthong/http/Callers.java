package vn.lienthong.http;

import java.security.cert.X509Certificate;
import java.util.Optional;
import vn.lienthong.contract.Partner;

/** Who is behind a client certificate. Safe for use by many threads; asked once per call, so it answers from memory. */
@FunctionalInterface
public interface Callers {

    /** The partner that registered this certificate; the TLS handshake has verified its chain already. */
    Optional<Partner> byCertificate(X509Certificate certificate);
}
