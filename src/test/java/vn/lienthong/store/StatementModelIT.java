package vn.lienthong.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.store.Settlements.Line;

/** Random statements of several partners about few groups, held against a simple model and read by a slow reader. */
class StatementModelIT {
    private static final int STATEMENTS = 60;
    private static final int EMPLOYERS = 3;
    private static final int PERSONS = 6;

    /** What the newest statement of a group says: version first, then order of storing. */
    private static final class Model {
        private final Map<String, Long> versions = new HashMap<>();
        private final Map<String, Map<String, Long>> groups = new TreeMap<>();

        void state(long version, String employer, List<Line> lines) {
            if (version < versions.getOrDefault(employer, Long.MIN_VALUE)) {
                return;
            }
            versions.put(employer, version);
            Map<String, Long> group = new TreeMap<>();
            lines.forEach(l -> group.put(l.subject().toString(), l.income()));
            groups.put(employer, group);
        }

        Map<String, Long> held() {
            Map<String, Long> all = new TreeMap<>();
            groups.values().forEach(all::putAll);
            return all;
        }
    }

    private static List<Line> lines(Random random, String employer) {
        List<Line> lines = new ArrayList<>();
        for (int p = 0; p < PERSONS; p++) {
            if (random.nextBoolean()) {
                lines.add(Settlements.line(employer, "P" + p, random.nextInt(3)));
            }
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aReaderThatFollowsHoldsExactlyWhatTheNewestStatementsSay(long seed, @TempDir Path folder) {
        try (StoreFixture fixture = new StoreFixture(folder)) {
            // Given
            Random random = new Random(seed);
            Settlements s = new Settlements(fixture, folder, "model.f" + seed);
            Model model = new Model();
            Map<String, Integer> laneNos = new HashMap<>();
            List<JsonObject> read = new ArrayList<>();
            // When
            for (int n = 0; n < STATEMENTS; n++) {
                String partner = "tax-0" + random.nextInt(2);
                String employer = "E" + random.nextInt(EMPLOYERS);
                long version = random.nextInt(4);
                List<Line> lines = lines(random, employer);
                if (lines.isEmpty()) {
                    continue;
                }
                int laneNo = laneNos.merge(partner, 1, Integer::sum);
                var unused = s.state(partner, laneNo, version, lines.toArray(Line[]::new));
                model.state(version, employer, lines);
                if (random.nextInt(3) == 0) {
                    Cursor at = read.isEmpty()
                            ? null
                            : Cursor.parse(read.get(read.size() - 1).getString("id"))
                                    .orElseThrow();
                    read.addAll(s.events(at));
                    // Then, at every look
                    assertEquals(model.held(), s.held(read), "after statement " + n);
                }
            }
            assertEquals(model.held(), s.held());
            assertTrue(read.stream().anyMatch(e -> e.getString("method").equals("DELETE")));
        }
    }

    @Test
    void statementsAtTheSameTimeEndAsTheNewestSays(@TempDir Path folder) throws Exception {
        try (StoreFixture fixture = new StoreFixture(folder)) {
            // Given every version stated by both partners at once, several times over
            Settlements s = new Settlements(fixture, folder, "model.race");
            ExecutorService threads = Executors.newFixedThreadPool(3);
            List<Future<?>> done = new ArrayList<>();
            Random random = new Random(7);
            List<List<Line>> versions = new ArrayList<>();
            for (int v = 0; v < 20; v++) {
                List<Line> lines = lines(random, "E1");
                lines.add(Settlements.line("E1", "always", v));
                versions.add(lines);
            }
            List<Integer> order = new ArrayList<>();
            for (int v = 0; v < 20; v++) {
                order.add(v);
            }
            order.sort(Comparator.comparingInt(v -> v * 7 % 20));
            // When
            int laneNo = 0;
            for (int v : order) {
                int no = ++laneNo;
                Line[] lines = versions.get(v).toArray(Line[]::new);
                done.add(threads.submit(() -> s.state("tax-" + v % 3, no, v, lines)));
            }
            for (Future<?> one : done) {
                assertTrue(one.get() != null);
            }
            threads.shutdown();
            // Then
            Model model = new Model();
            model.state(19, "E1", versions.get(19));
            assertEquals(model.held(), s.held());
        }
    }
}
