package vn.lienthong.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong();
    private final RateLimit limit = new RateLimit(2, 3, now::get);

    @Test
    void admitsABurstAndThenOnlyTheRate() {
        // Given a burst
        assertEquals(3, admitted(3));

        // When more comes at once
        boolean fourth = limit.admits("tax-01");

        // Then it waits for the rate
        assertFalse(fourth);
        now.addAndGet(SECOND / 2);
        assertTrue(limit.admits("tax-01"));
        assertFalse(limit.admits("tax-01"));
    }

    @Test
    void savesNoMoreThanTheBurst() {
        assertTrue(limit.admits("tax-01"));
        now.addAndGet(3_600 * SECOND);
        assertEquals(3, admitted(3));
        assertFalse(limit.admits("tax-01"));
    }

    @Test
    void keepsCallersApart() {
        assertEquals(3, admitted(3));
        assertTrue(limit.admits("police-01"));
    }

    @Test
    void refusesALimitThatAdmitsNothing() {
        assertThrows(IllegalArgumentException.class, () -> new RateLimit(0, 1, now::get));
        assertThrows(IllegalArgumentException.class, () -> new RateLimit(1, 0, now::get));
    }

    private int admitted(int calls) {
        int admitted = 0;
        for (int i = 0; i < calls; i++) {
            admitted += limit.admits("tax-01") ? 1 : 0;
        }
        return admitted;
    }
}
