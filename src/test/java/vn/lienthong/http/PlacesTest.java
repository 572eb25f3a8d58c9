package vn.lienthong.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlacesTest {
    private final Places places = new Places(3, 2);

    @Test
    void boundsEachTakerAndAllTogether() {
        assertTrue(places.take("a"));
        assertTrue(places.take("a"));
        assertFalse(places.take("a"));
        assertTrue(places.take("b"));
        assertFalse(places.take("c"));
    }

    @Test
    void countsNothingForWhomItTurnedAway() {
        assertTrue(places.take("a"));
        assertTrue(places.take("a"));
        assertFalse(places.take("a"));
        places.giveBack("a");
        assertTrue(places.take("a"));
        places.giveBack("a");
        places.giveBack("a");
        assertTrue(places.take("b"));
        assertTrue(places.take("b"));
        assertTrue(places.take("a"));
        assertFalse(places.take("a"));
    }
}
