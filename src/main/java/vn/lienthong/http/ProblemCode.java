package vn.lienthong.http;

import java.util.Locale;

/** The closed list of problems that a call can end in: the wire word, the status and one sentence. */
public enum ProblemCode {
    REQUEST_INVALID(400, "The request is malformed or its framing is ambiguous."),
    PARAMETER_INVALID(400, "A parameter or header has a form that is not allowed."),
    PAYLOAD_EMPTY(400, "The body is empty."),
    DIGEST_REQUIRED(400, "Send the SHA-256 of the body as Repr-Digest: sha-256=:<base64>:."),
    DIGEST_MISMATCH(400, "The body does not have the digest that Repr-Digest tells."),
    UNAUTHENTICATED(401, "Present the client certificate that is registered for you."),
    SENDER_NOT_ALLOWED(403, "You are not registered to send this feed through this door."),
    NOT_FOUND(404, "There is no such thing, or you may not see it."),
    METHOD_NOT_ALLOWED(405, "This resource does not take that method."),
    NOT_ACCEPTABLE(406, "None of the media types of Accept is offered here."),
    REQUEST_TIMEOUT(408, "The body came too slowly."),
    REQUEST_IN_PROGRESS(409, "The same delivery is being received at this moment."),
    FEED_EPOCH_CHANGED(410, "The feed has begun a new epoch: read it again from the start."),
    FEED_COMPACTED(410, "The feed no longer keeps what followed this cursor: read it again from the start."),
    PAYLOAD_TOO_LARGE(413, "The body is larger than the contract allows."),
    URI_TOO_LONG(414, "The request line is too long."),
    UNSUPPORTED_MEDIA_TYPE(415, "This feed does not take that media type."),
    IDEMPOTENCY_KEY_REUSED(422, "This Idempotency-Key was used for another delivery."),
    RATE_LIMITED(429, "Too many calls: slow down."),
    HEADERS_TOO_LARGE(431, "The request headers are too large."),
    INTERNAL(500, "An unexpected fault on our side; quote the instance to the operator."),
    BUSY(503, "As much as can be done at once is being done: try again later."),
    STORAGE_UNAVAILABLE(503, "Storage does not answer now: try again later, a resend is harmless.");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The word in bodies, documents and metrics, for example {@code digest-mismatch}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }
}
