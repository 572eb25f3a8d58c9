package vn.lienthong.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AcceptTest {
    private static final List<String> OFFERED = List.of("application/json", "application/x-ndjson");

    @Test
    void offersThePreferredTypeWhenNothingIsAsked() {
        assertEquals(Optional.of("application/json"), Accept.choose(List.of(), OFFERED));
        assertEquals(Optional.of("application/json"), Accept.choose(List.of(" "), OFFERED));
        assertEquals(Optional.of("application/json"), Accept.choose(List.of("*/*"), OFFERED));
    }

    @Test
    void takesTheTypeWithTheHigherWeight() {
        assertEquals(
                Optional.of("application/x-ndjson"),
                Accept.choose(List.of("application/json;q=0.5, Application/X-NDJSON; q=0.9"), OFFERED));
        assertEquals(
                Optional.of("application/x-ndjson"),
                Accept.choose(List.of("*/*;q=0.1", "application/x-ndjson"), OFFERED));
    }

    @Test
    void letsTheMoreSpecificRangeExcludeAType() {
        assertEquals(
                Optional.of("application/x-ndjson"),
                Accept.choose(List.of("application/*, application/json;q=0"), OFFERED));
    }

    @Test
    void findsNothingForAForeignOrUnreadableType() {
        assertEquals(Optional.empty(), Accept.choose(List.of("text/html"), OFFERED));
        assertEquals(Optional.empty(), Accept.choose(List.of("application/json;q=high"), OFFERED));
        assertEquals(Optional.empty(), Accept.choose(List.of("application/json;q=0"), OFFERED));
    }
}
