package vn.lienthong.fetch;

/** Why a fetch did not bring what it should: the word that an operator sees at the route. */
public enum FetchCode {
    /** Nobody listens there, or the way there is cut. */
    HOST_UNREACHABLE,
    /** The server shows another key than the one that is pinned, or a certificate that we do not trust. */
    HOST_NOT_TRUSTED,
    /** The server does not take our key, password, token or signature. */
    LOGIN_REFUSED,
    /** Our own key, token or trust file cannot be used. */
    SECRET_UNUSABLE,
    /** The folder is missing or closed to us. */
    FOLDER_UNREADABLE,
    /** The folder holds more entries than we look at. */
    LISTING_TOO_LONG,
    /** Some names cannot be names of files: with separators, control characters, or too long. The others are fetched. */
    NAME_REFUSED(true),
    /** A file grew, shrank or was replaced while it was read, or is newer than the done-file of an earlier one. */
    FILE_CHANGED(true),
    /** A file or answer ended before its announced end. */
    CUT_SHORT(true),
    /** A file or answer without a byte. */
    EMPTY(true),
    /** More bytes than the contract allows. */
    TOO_LARGE(true),
    /** The file can be seen but not read. */
    FILE_UNREADABLE(true),
    /** Taken into custody, but the partner's server does not let us delete or move it. */
    REMOVE_REFUSED(true),
    /** The server is silent, or too slow to end before the next century. */
    TOO_SLOW,
    /** The server does not keep to its protocol. */
    PROTOCOL_BROKEN,
    /** The connection broke. */
    CONNECTION_LOST,
    /** The answer sends us somewhere else. */
    REDIRECTED,
    /** The API asks us to come back later. */
    RATE_LIMITED,
    /** The API answers with an error of its own. */
    PARTNER_FAILED,
    /** The API refuses the request. */
    REQUEST_REFUSED,
    /** Status 200, but the body says that something is wrong. */
    ANSWER_NOT_OK,
    /** The body is not what is needed to find its verdict or its cursor in it. */
    ANSWER_UNREADABLE,
    /** Our own fault: disk, ledger or program. The partner has nothing to do with it. */
    GATEWAY_FAULT;

    private final boolean ofOneFile;

    FetchCode() {
        this(false);
    }

    FetchCode(boolean ofOneFile) {
        this.ofOneFile = ofOneFile;
    }

    /** True when it says something of one file or answer, and nothing of what else is there. */
    public boolean isOfOneFile() {
        return ofOneFile;
    }
}
