package vn.lienthong.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PreferTest {

    @Test
    void readsTheWaitAmongOtherWishes() {
        assertEquals(30, Prefer.waitS(List.of("wait=30")));
        assertEquals(5, Prefer.waitS(List.of("respond-async, wait=5")));
        assertEquals(7, Prefer.waitS(List.of("respond-async", "wait = \"7\"")));
    }

    @Test
    void waitsNoLongerThanTheBound() {
        assertEquals(Prefer.WAIT_S_MAX, Prefer.waitS(List.of("wait=999999")));
    }

    @Test
    void takesWhatItCannotReadForNoWish() {
        assertEquals(0, Prefer.waitS(List.of()));
        assertEquals(0, Prefer.waitS(List.of("wait=-1")));
        assertEquals(0, Prefer.waitS(List.of("wait=soon")));
        assertEquals(0, Prefer.waitS(List.of("await=9")));
        assertEquals(0, Prefer.waitS(List.of("wait=99999999999")));
    }
}
