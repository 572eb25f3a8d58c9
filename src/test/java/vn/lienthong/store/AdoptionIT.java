package vn.lienthong.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.postgres.CannotStart;
import vn.lienthong.postgres.DatabaseFault;
import vn.lienthong.postgres.Role;
import vn.lienthong.store.Store.BatchCounts;

/** Tables from contracts, what a contract in force may gain, and who may do what (DESIGN 5.15). */
class AdoptionIT {
    private static StoreFixture fixture;

    @BeforeAll
    static void open(@TempDir Path folder) {
        fixture = new StoreFixture(folder);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    private static Contract contract(String feed, String version, String... fields) {
        return Samples.contract(
                feed, version, List.of(Samples.table(0, Samples.tableName(feed), null, List.of(fields))));
    }

    private static BatchCounts put(Contract c, long laneNo, String... values) {
        return fixture.sender(c, "p", laneNo).put(b -> {
            b.beginRecord(1, Samples.identity(1), 0);
            b.beginRow(0);
            for (String v : values) {
                Samples.text(b, v);
            }
            for (int i = values.length; i < c.table().fields().size(); i++) {
                b.absent();
            }
            b.endRow();
            b.endRecord();
        });
    }

    @Test
    void gainsOptionalFieldsAndKeepsItsRowsUnchanged() {
        // Given
        Contract before = contract("adopt.gain", "1.0.0", "k:TEXT:1", "a:TEXT");
        fixture.store.adopt(before);
        assertEquals(1, put(before, 1, "k", "a").stored());
        String epoch = fixture.ask("select epoch from store.feed where feed = 'adopt.gain'");
        // When
        Contract after = contract("adopt.gain", "1.1.0", "k:TEXT:1", "a:TEXT", "b:DATE");
        fixture.store.adopt(after);
        fixture.store.adopt(after);
        // Then
        assertEquals(new BatchCounts(0, 1, 0, 0), put(after, 2, "k", "a"));
        assertEquals(new BatchCounts(1, 0, 0, 2), put(after, 3, "k", "c"));
        assertEquals(epoch, fixture.ask("select epoch from store.feed where feed = 'adopt.gain'"));
        assertEquals("1.1.0", fixture.ask("select contract_version from store.feed where feed = 'adopt.gain'"));
    }

    @Test
    void takesTheLongestNameThatAContractMayGiveAField() {
        // Given
        String longest = "f".repeat(Field.NAME_CHARS_MAX);
        Contract contract = contract("adopt.long", "1.0.0", "k:TEXT:1", longest + ":TEXT");
        // When
        fixture.store.adopt(contract);
        fixture.store.adopt(contract);
        // Then
        assertEquals(1, put(contract, 1, "k", "a").stored());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1; k:TEXT:1,a:INTEGER; changes the field 'a'",
                "2; k:TEXT:1; no longer has the field 'a'",
                "3; k:TEXT:1,a:TEXT:2; changes the field 'a'",
                "4; k:TEXT:1,a:TEXT,b:TEXT:2; gains the field 'b', which is not optional",
                "5; k:TEXT:1,a:TEXT,a:TEXT; used twice",
                "6; k:TEXT:1,a:TEXT,batch_id:TEXT; a word of the store itself"
            })
    void refusesAnyOtherChangeByName(int number, String fields, String finding) {
        // Given
        String feed = "adopt.refuse" + number;
        fixture.store.adopt(contract(feed, "1.0.0", "k:TEXT:1", "a:TEXT"));
        // When
        CannotStart refused =
                assertThrows(CannotStart.class, () -> fixture.store.adopt(contract(feed, "1.1.0", fields.split(","))));
        // Then
        assertTrue(String.valueOf(refused.getMessage()).contains(finding), refused.getMessage());
        assertTrue(refused.hint().contains("major version"));
        assertEquals(
                1,
                put(contract(feed, "1.0.0", "k:TEXT:1", "a:TEXT"), 1, "k", "a").stored());
    }

    @Test
    void refusesAnotherOrderOfStatementsOrOtherGroups() {
        // Given
        fixture.store.adopt(Settlements.contract("adopt.order", "1.0.0", List.of("number"), List.of("employer")));
        // When
        CannotStart order = assertThrows(
                CannotStart.class,
                () -> fixture.store.adopt(
                        Settlements.contract("adopt.order", "1.1.0", List.of(), List.of("employer"))));
        CannotStart groups = assertThrows(
                CannotStart.class,
                () -> fixture.store.adopt(
                        Settlements.contract("adopt.order", "1.1.0", List.of("number"), List.of("employer", "year"))));
        // Then
        assertEquals("contract adopt.order 1.1.0 changes 'version' from [number] to []", order.getMessage());
        assertEquals(
                "contract adopt.order 1.1.0 changes 'replaces' from [employer] to [employer, year]",
                groups.getMessage());
    }

    @Test
    void givesANewMajorVersionATableAndAnEpochOfItsOwn() {
        // Given
        Contract one = contract("adopt.major", "1.0.0", "k:TEXT:1", "a:TEXT");
        fixture.store.adopt(one);
        assertEquals(1, put(one, 1, "k", "a").position());
        Cursor old =
                new Cursor(StoreFixture.get(fixture.store.head("adopt.major")).epoch(), 1, 1);
        // When
        Contract two = contract("adopt.major", "2.0.0", "k:TEXT:1", "a:INTEGER");
        fixture.store.adopt(two);
        // Then
        assertNotEquals(
                old.epoch(), StoreFixture.get(fixture.store.head("adopt.major")).epoch());
        assertEquals(
                Page.Problem.FEED_EPOCH_CHANGED,
                StoreFixture.get(fixture.store.page(StoreFixture.request(two, old, 10)))
                        .problem());
        assertEquals(List.of(), fixture.events(two, null, 10));
        assertEquals("1", fixture.ask("select count(*) from store.adopt_major"));
        assertEquals("0", fixture.ask("select count(*) from store.adopt_major_v2"));
        BatchCounts replayed = fixture.sender(two, "p", 2).put(b -> {
            b.beginRecord(1, Samples.identity(1), 0);
            b.beginRow(0);
            Samples.text(b, "k");
            b.integer(7);
            b.endRow();
            b.endRecord();
        });
        assertEquals(2, replayed.position());
        assertEquals(
                "vn.lienthong.adopt.major.v2",
                fixture.events(two, null, 10).get(0).getString("type"));
        assertThrows(CannotStart.class, () -> fixture.store.adopt(one));
    }

    @Test
    void adoptsOnceWhenManyStartAtTheSameTime() throws Exception {
        // Given
        Contract c = Samples.visits("adopt.many");
        ExecutorService workers = Executors.newFixedThreadPool(3);
        // When
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(workers.submit(() -> fixture.store.adopt(c)));
        }
        // Then
        for (Future<?> one : all) {
            assertDoesNotThrow(() -> one.get());
        }
        workers.shutdown();
    }

    @ParameterizedTest
    @CsvSource({
        "READER, select 1 from store.adopt_rights, true",
        "READER, select 1 from store.batch, true",
        "READER, select identity_key from store.identity, false",
        "READER, delete from store.adopt_rights, false",
        "READER, insert into store.feed select * from store.feed, false",
        "READER, create temporary table x (n int), false",
        "READER, create table public.x (n int), false",
        "WRITER, delete from store.adopt_rights, true",
        "WRITER, drop table store.adopt_rights, false",
        "WRITER, truncate store.adopt_rights, false",
        "WRITER, create table store.x (n int), false"
    })
    void letsEachRoleDoItsWorkAndNoMore(Role role, String sql, boolean allowed) {
        // Given
        fixture.store.adopt(contract("adopt.rights", "1.0.0", "k:TEXT:1", "a:TEXT"));
        // When
        String state = "ok";
        try {
            fixture.database.sessions(role).run(c -> c.createStatement().execute(sql));
        } catch (DatabaseFault e) {
            state = e.state();
        }
        // Then
        assertEquals(allowed ? "ok" : "42501", state);
    }

    @Test
    void keepsItsIdentityKeyForEver() {
        // When
        byte[] key = fixture.store.identityKey();
        // Then
        assertEquals(16, key.length);
        org.junit.jupiter.api.Assertions.assertArrayEquals(
                key,
                PgStore.open(fixture.vertx, fixture.database, fixture.witness).identityKey());
    }
}
