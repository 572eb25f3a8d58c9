package vn.lienthong.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.Contract;

/** When a feed gets a new epoch (DESIGN 5.8). */
class EpochIT {
    private static final String FEED = "epoch.feed";
    private StoreFixture fixture;
    private Contract contract;

    @BeforeEach
    void open(@TempDir Path folder) {
        fixture = new StoreFixture(folder);
        contract = Samples.payroll(FEED);
        fixture.store.adopt(contract);
        fixture.sender(contract, "tax-01", 1).payroll(1, 5, 1);
        fixture.sender(contract, "tax-01", 2).payroll(6, 9, 1);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private String epochAfterReopening() {
        return StoreFixture.get(PgStore.open(fixture.vertx, fixture.database, fixture.witness)
                        .head(FEED))
                .epoch();
    }

    private String epoch() {
        return StoreFixture.get(fixture.store.head(FEED)).epoch();
    }

    /** Back to position 1, as a restore of an older backup would be. */
    private void goBackToPositionOne() {
        fixture.tell("delete from store.batch where position = 2");
        fixture.tell("update store.feed set position = 1");
    }

    @Test
    void staysOverARestart() {
        // Given
        String before = epoch();
        assertTrue(before.matches("[0-9a-f]{8}"));
        assertEquals(9, fixture.events(contract, null, 10).size());
        // When, Then
        assertEquals(before, epochAfterReopening());
    }

    @Test
    void changesWhenTheStoreIsBehindWhatAReaderSaw() {
        // Given
        String before = epoch();
        assertEquals(9, fixture.events(contract, null, 10).size());
        goBackToPositionOne();
        // When, Then
        assertNotEquals(before, epochAfterReopening());
    }

    @Test
    void changesWhenTheStoreIsBehindWhatAReceiptSaid() {
        // Given
        String before = epoch();
        var sender = fixture.sender(contract, "tax-01", 3);
        sender.payroll(20, 21, 1);
        assertEquals(3, fixture.store.sum(sender.delivery).lastPosition());
        fixture.tell("delete from store.batch where position = 3");
        fixture.tell("update store.feed set position = 2");
        // When, Then
        assertNotEquals(before, epochAfterReopening());
    }

    @Test
    void remembersTheHighestPositionThatWasSeen() {
        // Given
        String before = epoch();
        assertEquals(9, fixture.events(contract, null, 10).size());
        fixture.sender(contract, "tax-01", 3).payroll(20, 21, 1);
        assertEquals(11, fixture.events(contract, null, 10).size());
        fixture.tell("delete from store.batch where position = 3");
        fixture.tell("update store.feed set position = 2");
        // When, Then
        assertNotEquals(before, epochAfterReopening());
    }

    @Test
    void staysWhenNobodySawWhatWasLost() {
        // Given
        String before = epoch();
        assertFalse(Files.exists(fixture.witness));
        goBackToPositionOne();
        // When, Then
        assertEquals(before, epochAfterReopening());
    }

    @Test
    void changesOnAnotherServer() {
        // Given
        String before = epoch();
        fixture.tell("update store.identity set system_identifier = 42");
        // When
        String after = epochAfterReopening();
        // Then
        assertNotEquals(before, after);
        assertEquals(after, epochAfterReopening());
    }

    @Test
    void changesWhenTheWitnessIsDamaged() throws Exception {
        // Given
        String before = epoch();
        Files.writeString(fixture.witness, FEED + "=??\n");
        // When, Then
        assertNotEquals(before, epochAfterReopening());
    }
}
