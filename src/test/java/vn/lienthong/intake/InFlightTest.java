package vn.lienthong.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import vn.lienthong.delivery.Lane;
import vn.lienthong.http.ProblemCode;
import vn.lienthong.http.ProblemFailure;

class InFlightTest {
    private static final Lane LANE = new Lane("tax-01", "tax.payroll");

    private final InFlight inFlight = new InFlight(3, 2);

    @Test
    void holdsTheSameBytesBackUntilTheFirstHaveLeft() {
        // Given
        InFlight.Ticket first = enter(LANE, "a", Optional.empty());

        // When the same bytes come again
        assertProblem(ProblemCode.REQUEST_IN_PROGRESS, () -> enter(LANE, "a", Optional.empty()));

        // Then they may come once the first are through
        first.giveBack();
        enter(LANE, "a", Optional.empty()).giveBack();
    }

    @Test
    void letsOtherFeedsAndPartnersSendTheSameBytes() {
        enter(LANE, "a", Optional.empty());
        enter(new Lane("tax-01", "tax.other"), "a", Optional.empty());
        enter(new Lane("tax-02", "tax.payroll"), "a", Optional.empty());
    }

    @Test
    void holdsTheSameKeyBackWhateverTheBytes() {
        enter(LANE, "a", Optional.of("k"));
        assertProblem(ProblemCode.REQUEST_IN_PROGRESS, () -> enter(LANE, "b", Optional.of("k")));
        enter(new Lane("tax-02", "tax.payroll"), "b", Optional.of("k"));
    }

    @Test
    void boundsOnePartnerAndAllTogether() {
        enter(LANE, "a", Optional.empty());
        InFlight.Ticket second = enter(LANE, "b", Optional.empty());
        assertProblem(ProblemCode.BUSY, () -> enter(LANE, "c", Optional.empty()));
        enter(new Lane("tax-02", "f"), "d", Optional.empty());
        assertProblem(ProblemCode.BUSY, () -> enter(new Lane("tax-03", "f"), "e", Optional.empty()));

        // Then a place given back twice is one place
        second.giveBack();
        second.giveBack();
        enter(new Lane("tax-03", "f"), "e", Optional.empty());
        assertProblem(ProblemCode.BUSY, () -> enter(new Lane("tax-04", "f"), "f", Optional.empty()));
    }

    @Test
    void leavesNoTraceOfWhatItTurnedAway() {
        InFlight.Ticket first = enter(LANE, "a", Optional.of("k"));
        assertProblem(ProblemCode.REQUEST_IN_PROGRESS, () -> enter(LANE, "b", Optional.of("k")));
        first.giveBack();
        enter(LANE, "b", Optional.of("k"));
    }

    @CanIgnoreReturnValue
    private InFlight.Ticket enter(Lane lane, String digest, Optional<String> key) {
        return inFlight.enter(lane, digest, key);
    }

    private static void assertProblem(ProblemCode code, Executable call) {
        assertEquals(code, assertThrows(ProblemFailure.class, call).problem().code());
    }
}
