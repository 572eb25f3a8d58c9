package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Delivery.SealedBy;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.Uuid7;
import vn.lienthong.envelope.CmsOpener;
import vn.lienthong.envelope.RevocationLists;
import vn.lienthong.intake.ReprDigest;
import vn.lienthong.ledger.FileOriginals;
import vn.lienthong.ledger.Ledger;

/** Whose fault an envelope is that cannot be opened: the sender's only when it came so. */
class VerifyStageIT {
    private static final String ORIGINAL = "20261122/ab/" + "0".repeat(32) + ".sealed";
    private static final byte[] NO_ENVELOPE = "no envelope at all".getBytes(StandardCharsets.UTF_8);

    private final Vertx vertx = Vertx.vertx();
    private FileOriginals originals;
    private VerifyStage stage;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        originals = new FileOriginals(vertx, folder, 0);
        stage = new VerifyStage(
                new CmsOpener(List.of(), RevocationLists.none()), originals, head -> List.of(), head -> true);
        Path file = originals.path(ORIGINAL);
        Files.createDirectories(file.getParent());
        Files.write(file, NO_ENVELOPE);
    }

    @AfterEach
    void close() throws IOException {
        originals.close();
        Worker.await(vertx.close());
    }

    private static Passage passage(SealedBy sealedBy, byte[] received) throws Exception {
        String digest = ReprDigest.text(MessageDigest.getInstance("SHA-256").digest(received));
        Delivery head = new Delivery(
                Uuid7.next(),
                new Lane("tax-01", "tax.payroll"),
                1,
                Door.HTTPS,
                null,
                received.length,
                digest,
                sealedBy,
                Instant.parse("2026-11-22T00:00:00Z"));
        return new Passage(new Ledger.Work(head, ORIGINAL, 1, 1, 0, 1, List.of()), () -> true);
    }

    @Test
    void refusesWhatCameSo() throws Exception {
        // When
        Passage passage = passage(SealedBy.SENDER, NO_ENVELOPE);
        passage.add(stage.run(passage).orElseThrow());

        // Then
        assertEquals(Refusal.of(RefusalCode.ENVELOPE_UNREADABLE), passage.refusal());
    }

    @Test
    void tellsADiskThatHasChangedAsItsOwnFault() throws Exception {
        // Given
        Passage damaged = passage(SealedBy.SENDER, "what came was another".getBytes(StandardCharsets.UTF_8));
        Passage ours = passage(SealedBy.GATEWAY, NO_ENVELOPE);

        // When, Then
        assertThrows(Fault.class, () -> stage.run(damaged));
        assertThrows(Fault.class, () -> stage.run(ours));
    }
}
