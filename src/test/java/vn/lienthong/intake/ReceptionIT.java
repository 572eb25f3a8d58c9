package vn.lienthong.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.envelope.CmsReceiptSigner;
import vn.lienthong.envelope.SignedReceipts;
import vn.lienthong.http.TestDoor;
import vn.lienthong.ledger.Ledger.NewDelivery;
import vn.lienthong.ledger.LedgerFault;

/** What is left of a delivery that the ledger does not take. */
class ReceptionIT {
    private static final int LOOKS_MAX = 3_000;
    private static final long LOOK_EVERY_MS = 20;

    @TempDir
    Path folder = Path.of("");

    @Test
    void leavesNoOriginalOfADeliveryThatTheLedgerRefuses() throws IOException {
        try (TestDoor door = new TestDoor(folder, Posts.choice(folder))) {
            // Given
            SignedReceipts receipts = new SignedReceipts(
                    new CmsReceiptSigner(door.privateKey("gateway/receipts"), door.certificate("gateway/receipts")),
                    "test");
            Reception reception =
                    new Reception(door.vertx(), door.ledger(), door.originals(), receipts, InstantSource.system());
            Landing landing = Landing.onDisk(door.originals(), door.sealer());
            byte[] content = "rows".getBytes(StandardCharsets.UTF_8);
            landing.write(content, 0, content.length);
            String tooLong = "x".repeat(256);
            NewDelivery delivery = reception.keep(
                    landing,
                    landing.finish(),
                    new Reception.Origin(new Lane("tax-01", "tax.payroll"), Door.HTTPS, tooLong, null));
            assertEquals(1, door.originalFiles().size());
            // When
            CompletionException failed = assertThrows(CompletionException.class, () -> take(reception, delivery));
            // Then
            assertInstanceOf(LedgerFault.class, failed.getCause());
            for (int looks = 0; !door.originalFiles().isEmpty() && looks < LOOKS_MAX; looks++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
            }
            assertEquals(0, door.originalFiles().size());
        }
    }

    private static void take(Reception reception, NewDelivery delivery) {
        var unused = reception
                .take(delivery)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
    }
}
