package vn.lienthong.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.ledger.LedgerBench.LANE;
import static vn.lienthong.ledger.LedgerBench.answer;
import static vn.lienthong.ledger.LedgerBench.delivery;
import static vn.lienthong.ledger.LedgerBench.digest;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Delivery.SealedBy;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.State;

/** Custody: one delivery for the same bytes, numbers without a gap, whatever comes at the same time. */
class CustodyIT {
    private static final Lane OTHER_LANE = new Lane("tax-01", "tax.settlement");
    private LedgerBench bench;

    @BeforeEach
    void open() {
        bench = new LedgerBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Ledger ledger() {
        return bench.ledger();
    }

    @Test
    void answersAHundredParallelPostsOfTheSameBytesWithOneDelivery() {
        // Given
        List<Future<Ledger.Custody>> posts = new ArrayList<>();
        // When
        for (int i = 0; i < 100; i++) {
            posts.add(ledger().takeCustody(delivery(LANE, "same")));
        }
        // Then
        Set<UUID> deliveries = new HashSet<>();
        Set<UUID> receipts = new HashSet<>();
        int first = 0;
        for (Future<Ledger.Custody> post : posts) {
            Ledger.Custody custody = answer(post);
            deliveries.add(custody.delivery());
            receipts.add(custody.receipt().id());
            first += custody.first() ? 1 : 0;
        }
        assertEquals(1, deliveries.size());
        assertEquals(1, receipts.size());
        assertEquals(1, first);
        assertEquals(1, bench.count("select count(*) from ledger.delivery"));
        assertEquals(1, bench.count("select count(*) from ledger.receipt"));
    }

    @Test
    void answersTwoGatewaysThatTakeTheSameBytesWithOneDelivery() {
        // Given
        try (LedgerBench other = new LedgerBench()) {
            List<Future<Ledger.Custody>> posts = new ArrayList<>();
            // When
            for (int i = 0; i < 200; i++) {
                Ledger ledger = i % 2 == 0 ? ledger() : other.ledger();
                posts.add(ledger.takeCustody(delivery(LANE, "content " + i / 4)));
            }
            // Then
            Set<UUID> deliveries = new HashSet<>();
            posts.forEach(post -> deliveries.add(answer(post).delivery()));
            assertEquals(50, deliveries.size());
            assertEquals(50, bench.count("select max(lane_no) from ledger.delivery"));
            assertEquals(50, bench.count("select count(distinct lane_no) from ledger.delivery"));
        }
    }

    @Test
    void numbersEachLaneByItselfFromOne() {
        // Given
        List<Future<Ledger.Custody>> posts = new ArrayList<>();
        // When
        for (int i = 0; i < 300; i++) {
            posts.add(ledger().takeCustody(delivery(i % 3 == 0 ? OTHER_LANE : LANE, "content " + i)));
        }
        posts.forEach(LedgerBench::answer);
        // Then
        assertEquals(100, bench.count("select max(lane_no) from ledger.delivery where feed = 'tax.settlement'"));
        assertEquals(
                200, bench.count("select count(distinct lane_no) from ledger.delivery where feed = 'tax.payroll'"));
        assertEquals(200, bench.count("select last_no from ledger.lane where feed = 'tax.payroll'"));
    }

    @Test
    void givesTheFirstReceiptBackForAResend() {
        // Given
        Ledger.NewDelivery original = delivery(LANE, "a");
        Ledger.Custody first = answer(ledger().takeCustody(original));
        // When
        Ledger.Custody resend = answer(ledger().takeCustody(delivery(LANE, "a")));
        // Then
        assertTrue(first.first());
        assertFalse(resend.first());
        assertEquals(first.delivery(), resend.delivery());
        assertEquals(original.custody().id(), resend.receipt().id());
        assertArrayEquals(original.custody().body(), resend.receipt().body());
        assertArrayEquals(original.custody().signature(), resend.receipt().signature());
        assertEquals(
                original.custody().id(),
                answer(ledger().findByDigest(LANE, Door.HTTPS, digest("a")))
                        .orElseThrow()
                        .receipt()
                        .id());
        assertTrue(answer(ledger().findByDigest(OTHER_LANE, Door.HTTPS, digest("a")))
                .isEmpty());
    }

    @Test
    void takesTheSameDeliveryAgainAsDoneWhenTheFirstAnswerWasLost() {
        // Given
        Ledger.NewDelivery lost = delivery(LANE, "a");
        answer(ledger().takeCustody(lost));
        // When
        Ledger.Custody again = answer(ledger().takeCustody(lost));
        // Then
        assertTrue(again.first());
        assertEquals(lost.head().id(), again.delivery());
        assertEquals(1, bench.count("select count(*) from ledger.delivery"));
    }

    @Test
    void takesSealedBytesOnceEvenAfterOthers() {
        // Given
        UUID first = bench.put(LANE, "a");
        bench.put(LANE, "b");
        // When
        UUID again = bench.put(LANE, "a");
        // Then
        assertEquals(first, again);
    }

    @Test
    void answersABlindResendOfPlainBytesWithTheFirstWhateverCameBetween() {
        // Given
        Ledger.Custody first = plain("a");
        plain("b");
        plain("c");
        timePasses(9);
        // When
        Ledger.Custody resend = plain("a");
        // Then
        assertFalse(resend.first());
        assertEquals(first.delivery(), resend.delivery());
        assertEquals(first.receipt().id(), resend.receipt().id());
        assertEquals(Optional.of(first.delivery()), found("a", Door.HTTPS));
        assertEquals(3, bench.count("select max(lane_no) from ledger.delivery"));
    }

    @Test
    void takesPlainBytesAgainAfterAWhileOnceTheLaneHasSaidSomethingElse() {
        // Given
        UUID first = plain("a").delivery();
        UUID other = plain("b").delivery();
        timePasses(11);
        // When
        Optional<UUID> found = found("a", Door.HTTPS);
        Ledger.Custody again = plain("a");
        // Then
        assertEquals(Optional.empty(), found);
        assertTrue(again.first());
        assertFalse(Set.of(first, other).contains(again.delivery()));
        plain("c");
        assertEquals(again.delivery(), plain("a").delivery());
        assertEquals(Optional.of(again.delivery()), found("a", Door.HTTPS));
        assertEquals(4, bench.count("select max(lane_no) from ledger.delivery"));
    }

    @Test
    void beginsTheTimeForResendsWithTheFirstAndNotAnewWithEachResend() {
        // Given
        UUID first = plain("a").delivery();
        plain("b");
        timePasses(8);
        UUID resend = plain("a").delivery();
        timePasses(8);
        // When
        Ledger.Custody again = plain("a");
        // Then
        assertEquals(first, resend);
        assertTrue(again.first());
    }

    @Test
    void hasPlainBytesAsTheNewestHoweverLateTheyComeAgain() {
        // Given
        UUID first = plain("a").delivery();
        timePasses(600);
        // When
        UUID again = plain("a").delivery();
        // Then
        assertEquals(first, again);
    }

    @ParameterizedTest
    @ValueSource(strings = {"refused", "duplicate"})
    void takesPlainBytesAgainAtOnceWhenTheirFirstDeliverySaidNothing(String state) {
        // Given
        UUID first = plain("a").delivery();
        ended(first, state);
        UUID resend = plain("a").delivery();
        plain("b");
        // When
        Optional<UUID> found = found("a", Door.HTTPS);
        Ledger.Custody again = plain("a");
        // Then
        assertEquals(first, resend);
        assertEquals(Optional.empty(), found);
        assertTrue(again.first());
    }

    @ParameterizedTest
    @EnumSource(
            value = Door.class,
            names = {"SFTP_PULL", "API_PULL"})
    void takesWhatAPartnerSaysNowWhenItIsFetched(Door door) {
        // Given
        UUID first = plain("a", door).delivery();
        UUID still = plain("a", door).delivery();
        plain("b", door);
        // When
        Optional<UUID> found = found("a", door);
        Ledger.Custody again = plain("a", door);
        // Then
        assertEquals(first, still);
        assertEquals(Optional.empty(), found);
        assertTrue(again.first());
    }

    @Test
    void hasPlainBytesStillAsTheNewestWhenOnlyARefusedDeliveryCameSince() {
        // Given
        UUID first = plain("a").delivery();
        bench.finish(bench.claim("w"));
        UUID refused = plain("b").delivery();
        ended(refused, "refused");
        timePasses(11);
        // When
        UUID again = plain("a").delivery();
        // Then
        assertEquals(first, again);
        assertEquals(Optional.of(first), found("a", Door.HTTPS));
    }

    @CanIgnoreReturnValue
    private Ledger.Custody plain(String content) {
        return plain(content, Door.HTTPS);
    }

    @CanIgnoreReturnValue
    private Ledger.Custody plain(String content, Door door) {
        Ledger.NewDelivery made = delivery(LANE, content, SealedBy.GATEWAY, null);
        Delivery head = made.head();
        return answer(ledger().takeCustody(new Ledger.NewDelivery(
                new Delivery(
                        head.id(),
                        LANE,
                        0,
                        door,
                        head.name(),
                        head.bytes(),
                        head.digest(),
                        SealedBy.GATEWAY,
                        head.receivedAt()),
                made.original(),
                made.custody(),
                null)));
    }

    private Optional<UUID> found(String content, Door door) {
        return answer(ledger().findByDigest(LANE, door, digest(content))).map(Ledger.Custody::delivery);
    }

    /** As if everything had come so many minutes earlier. */
    private void timePasses(int minutes) {
        bench.sql("update ledger.delivery set received_at = received_at - interval '" + minutes + " minutes'");
    }

    private void ended(UUID delivery, String state) {
        bench.sql(
                "update ledger.delivery set state = '" + state + "', settled_at = now() where id = '" + delivery + "'");
    }

    @Test
    void answersAnIdempotencyKeyWithWhatItMade() {
        // Given
        Ledger.Custody first = answer(ledger().takeCustody(delivery(LANE, "a", SealedBy.GATEWAY, "key-1")));
        bench.put(LANE, "b");
        // When
        Ledger.Custody again = answer(ledger().takeCustody(delivery(LANE, "a", SealedBy.GATEWAY, "key-1")));
        // Then
        assertEquals(first.delivery(), again.delivery());
        assertFalse(again.first());
        assertFalse(again.keyReused());
        Ledger.KeyUse use =
                answer(ledger().findByIdempotencyKey("tax-01", "key-1")).orElseThrow();
        assertEquals(new Ledger.KeyUse(first.delivery(), LANE.feed(), digest("a")), use);
        assertTrue(answer(ledger().findByIdempotencyKey("tax-02", "key-1")).isEmpty());
    }

    @Test
    void writesNothingWhenAKeyComesWithOtherBytesAtTheSameTime() {
        // Given
        List<Future<Ledger.Custody>> posts = new ArrayList<>();
        // When
        for (int i = 0; i < 20; i++) {
            Lane lane = i % 2 == 0 ? LANE : OTHER_LANE;
            posts.add(ledger().takeCustody(delivery(lane, "content " + i, SealedBy.SENDER, "key-1")));
        }
        // Then
        int reused = 0;
        for (Future<Ledger.Custody> post : posts) {
            reused += answer(post).keyReused() ? 1 : 0;
        }
        assertEquals(19, reused);
        assertEquals(1, bench.count("select count(*) from ledger.delivery"));
        assertEquals(1, bench.count("select sum(last_no) from ledger.lane"));
    }

    @Test
    void refusesOnePostWithoutHarmToThoseThatLeaveWithIt() {
        // Given
        List<Future<Ledger.Custody>> good = new ArrayList<>();
        good.add(ledger().takeCustody(delivery(LANE, "content -2")));
        good.add(ledger().takeCustody(delivery(LANE, "content -1")));
        // When
        Future<Ledger.Custody> bad = ledger().takeCustody(delivery(LANE, "bad", SealedBy.SENDER, "k".repeat(256)));
        for (int i = 0; i < 20; i++) {
            good.add(ledger().takeCustody(delivery(LANE, "content " + i)));
        }
        // Then
        LedgerFault refused = assertThrows(LedgerFault.class, () -> answer(bad));
        assertFalse(String.valueOf(refused.getMessage()).contains("kkk"));
        good.forEach(post -> assertTrue(answer(post).first()));
        assertEquals(22, bench.count("select last_no from ledger.lane"));
    }

    @Test
    void tellsEverythingOfADeliveryFromItsCustodyOn() {
        // Given
        Ledger.NewDelivery made = delivery(LANE, "a");
        var custody = answer(ledger().takeCustody(made));
        // When
        Ledger.Status status = answer(ledger().status(custody.delivery())).orElseThrow();
        // Then
        assertEquals(State.RECEIVED, status.state());
        assertEquals(1, status.head().laneNo());
        assertEquals(made.head().digest(), status.head().digest());
        assertEquals(made.head().name(), status.head().name());
        assertEquals(made.head().receivedAt(), status.head().receivedAt());
        assertTrue(status.counts().balanced());
        assertTrue(answer(ledger().receipt(custody.delivery(), Receipt.Type.CUSTODY))
                .isPresent());
        assertTrue(answer(ledger().receipt(custody.delivery(), Receipt.Type.OUTCOME))
                .isEmpty());
        assertTrue(answer(ledger().status(UUID.randomUUID())).isEmpty());
    }
}
