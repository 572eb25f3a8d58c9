package vn.lienthong.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ExactHeaderNamesTest {

    @Test
    void knowsEveryNameThatACarelessDecoderTakesForTheLength() {
        assertTrue(ExactHeaderNames.looksLikeLength("Content-Xength"));
        assertTrue(ExactHeaderNames.looksLikeLength("content-_ENGTH"));
        assertTrue(ExactHeaderNames.looksLikeLength("Content-\u0000ength"));
    }

    @Test
    void leavesOtherNamesAlone() {
        assertFalse(ExactHeaderNames.looksLikeLength("Content-Length"));
        assertFalse(ExactHeaderNames.looksLikeLength("CONTENT-LENGTH"));
        assertFalse(ExactHeaderNames.looksLikeLength("Content-Lengths"));
        assertFalse(ExactHeaderNames.looksLikeLength("Content-Xangth"));
        assertFalse(ExactHeaderNames.looksLikeLength("Repr-Digest"));
    }
}
