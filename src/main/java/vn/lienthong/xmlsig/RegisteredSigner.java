package vn.lienthong.xmlsig;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A certificate (DER) that is registered to sign.
 *
 * @param from first instant, null = open
 * @param to last instant, null = open
 */
@SuppressWarnings("ArrayRecordComponent")
public record RegisteredSigner(byte[] certificate, @Nullable Instant from, @Nullable Instant to) {}
