package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static vn.lienthong.ledger.LedgerBench.LANE;
import static vn.lienthong.ledger.LedgerBench.answer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.Home;
import vn.lienthong.contract.Partners;
import vn.lienthong.envelope.CmsOpener;
import vn.lienthong.envelope.RevocationLists;
import vn.lienthong.ledger.FileOriginals;
import vn.lienthong.ledger.Interventions.Action;
import vn.lienthong.ledger.Interventions.Answer;
import vn.lienthong.ledger.Interventions.Noted;
import vn.lienthong.ledger.LedgerBench;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.TestServer;
import vn.lienthong.store.PgStore;
import vn.lienthong.watch.DeliveryControl.Ordered;
import vn.lienthong.xmlsig.Signatory;
import vn.lienthong.yaml.Findings;

/** Replays that go wrong: each tells its end, and none bars the next. The original is not in the folder. */
class ReplaysIT {
    private final LedgerBench bench = new LedgerBench();
    private final Database database = Database.open(
            bench.vertx(), TestServer.freshDatabase(), TestServer.server().secrets());
    private final PgStore store =
            PgStore.open(bench.vertx(), database, Path.of("target", "replays-" + System.nanoTime() + ".witness"));

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        Worker.await(store.close());
        Worker.await(database.close());
        bench.close();
    }

    private Replays replays(FileOriginals originals) throws IOException {
        Home home = Home.of(Path.of(""), Path.of(""));
        CmsOpener opener = new CmsOpener(List.of(), RevocationLists.none());
        ContentWork content = new ContentWork(
                opener,
                originals,
                Installation.read(home, new Findings()),
                new ConcurrentHashMap<>(),
                folder,
                Runnable::run,
                1);
        Partners nobody = Partners.of(List.of(), new Findings());
        Signers signers = Signers.read(nobody, Signatory.ec().certificate());
        return new Replays(
                bench.ledger().interventions(),
                new Replays.Stages(
                        new VerifyStage(opener, originals, signers::of, head -> true),
                        new CheckStage(
                                content,
                                bench.ledger(),
                                store,
                                new XmlSignaturePolicies(nobody, signers, RevocationLists.none())),
                        new StoreStage(content, bench.ledger(), store)),
                store);
    }

    private UUID settled() {
        UUID delivery = bench.put(LANE, "a");
        bench.finish(bench.claim("w"));
        return delivery;
    }

    private Noted noted(Replays replays, UUID intervention) {
        return answer(replays.find(intervention)).orElseThrow();
    }

    private boolean ended(Replays replays, UUID intervention) {
        return noted(replays, intervention).endedAt() != null;
    }

    @Test
    void aReplayThatFailsTellsItsEndAndTheNextIsTaken() throws Exception {
        // Given
        UUID delivery = settled();
        try (FileOriginals originals = new FileOriginals(bench.vertx(), folder, 0);
                Replays replays = replays(originals)) {
            // When
            Ordered first = answer(replays.order(Action.REPLAY, delivery, "an"));
            bench.eventually(() -> ended(replays, first.intervention()));
            Ordered second = answer(replays.order(Action.REPLAY, delivery, "an"));
            bench.eventually(() -> ended(replays, second.intervention()));
            // Then
            assertEquals(List.of(Answer.DONE, Answer.DONE), List.of(first.answer(), second.answer()));
            var result = noted(replays, first.intervention()).result();
            assertEquals("failed", result == null ? null : result.getString("state"));
        }
    }

    @Test
    void aReplayThatCannotBeginIsNotedAsBrokenOff() throws Exception {
        // Given
        UUID delivery = settled();
        try (FileOriginals originals = new FileOriginals(bench.vertx(), folder, 0)) {
            Replays replays = replays(originals);
            replays.close();
            // When
            assertThrows(RejectedExecutionException.class, () -> answer(replays.order(Action.REPLAY, delivery, "an")));
            // Then
            bench.eventually(() -> bench.count("select count(*) from ledger.intervention where ended_at is not null"
                            + " and result ->> 'state' = 'broken-off'")
                    == 1);
            assertEquals(0, bench.count("select count(*) from ledger.intervention where ended_at is null"));
        }
    }
}
