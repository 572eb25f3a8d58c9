package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.contract.ReferenceImport.Order;
import vn.lienthong.contract.ReferenceImport.Outcome;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

class ReferenceImportIT {
    private static final LocalDate JULY = LocalDate.of(2025, 7, 1);

    @TempDir
    Path home = Path.of("");

    private final Findings findings = new Findings();
    private Path file = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        file = home.resolve("published.csv");
        Files.createDirectories(home.resolve("routes/reference"));
        Files.writeString(
                home.resolve("routes/reference/ward.yaml"),
                """
                list: ward
                name: Wards
                codes:
                  - {code: "001"}
                  - {code: "002"}
                """);
    }

    private Optional<Outcome> run(String csv, LocalDate from, @Nullable LocalDate to) throws IOException {
        Files.writeString(file, csv);
        return ReferenceImport.run(Home.of(home, home), new Order(file, "ward", from, to), findings);
    }

    private String written() throws IOException {
        return Files.readString(home.resolve("data/reference/ward.csv"));
    }

    private boolean holds(String code, LocalDate at) {
        CodeLists.CodeList list =
                CodeListsReader.read(Home.of(home, home), findings).list("ward");
        assertNotNull(list);
        byte[] bytes = code.getBytes(StandardCharsets.UTF_8);
        return list.holds(bytes, 0, bytes.length, at);
    }

    @Test
    void endsTheCodesThatTheNewFileLacksTheDayBefore() throws IOException {
        // When
        Outcome outcome = run("name,code\n\"Ward, one\",001\nThree,003\n", JULY, null)
                .orElseThrow(() -> new AssertionError("" + findings.list()));

        // Then
        assertEquals("code,from,to\n001,,\n002,,2025-06-30\n003,2025-07-01,\n", written());
        assertEquals(2, outcome.codes());
        assertEquals(1, outcome.begun());
        assertEquals(1, outcome.ended());
        assertTrue(holds("002", JULY.minusDays(1)));
        assertFalse(holds("002", JULY));
        assertTrue(holds("003", JULY));
        assertFalse(holds("003", JULY.minusDays(1)));
    }

    @Test
    void changesNothingTheSecondTime() throws IOException {
        // Given
        assertTrue(run("code\n001\n003\n", JULY, null).isPresent());
        String once = written();

        // When
        assertTrue(run("code\n003\n001\n", JULY, null).isPresent());

        // Then
        assertEquals(once, written());
    }

    @ParameterizedTest
    @CsvSource({
        "comune, did you mean 'commune'?",
        "commune_chnage, did you mean 'commune_change'?",
        "public_holidays_dated, did you mean 'public_holiday_dated'?",
        "commune,",
        "public_holiday_dated,"
    })
    void warnsOfAListThatNoContractAsksFor(String list, @Nullable String hint) throws IOException {
        // Given the shipped contracts
        Home shipped = Home.of(home.resolve("own"), Path.of(""));
        Files.writeString(file, "code\n001\n");

        // When
        Optional<Outcome> outcome = ReferenceImport.run(shipped, new Order(file, list, JULY, null), findings);

        // Then it is taken all the same
        assertTrue(outcome.isPresent(), () -> "" + findings.list());
        assertEquals(0, findings.errors());
        assertEquals(
                hint == null ? List.of() : List.of(hint),
                findings.list().stream().map(Finding::hint).toList());
    }

    @Test
    void startsAListThatIsNotThereYet() throws IOException {
        // When
        Files.writeString(file, "\uFEFFcode\r\nA,B\r\n".replace("A,B", "\"A,B\""));
        Optional<Outcome> outcome =
                ReferenceImport.run(Home.of(home, home), new Order(file, "fresh", JULY, null), findings);

        // Then
        assertTrue(outcome.isPresent(), () -> "" + findings.list());
        assertEquals("code,from,to\n\"A,B\",2025-07-01,\n", Files.readString(home.resolve("data/reference/fresh.csv")));
    }

    @Test
    void refusesAnEarlierFileWithoutAnEnd() throws IOException {
        // Given
        assertTrue(run("code\n003\n", JULY, null).isPresent());
        String before = written();

        // When
        Optional<Outcome> outcome = run("code\n001\n", JULY.minusYears(1), null);

        // Then
        assertEquals(Optional.empty(), outcome);
        assertEquals(
                List.of(file + ":1: error: list 'ward' already says something from 2025-07-01\n"
                        + "hint: give the last day of this file: --to 2025-06-30"),
                findings.list().stream().map(Finding::toString).toList());
        assertEquals(before, written());
    }

    @Test
    void takesAnEarlierFileThatEnds() throws IOException {
        // Given
        assertTrue(run("code\n003\n", JULY, null).isPresent());

        // When
        assertTrue(run("code\n001\n", JULY.minusYears(1), JULY.minusDays(1)).isPresent());

        // Then
        assertEquals("code,from,to\n001,,2025-06-30\n002,,2024-06-30\n003,2025-07-01,\n", written());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                  | 1 | there is no column 'code'",
                "name\\nx            | 1 | there is no column 'code'",
                "code,code\\n1,1     | 1 | column 'code' is here twice",
                "code\\n             | 1 | the file has no codes",
                "code\\n001\\n001    | 3 | code '001' is here twice",
                "code,name\\n001     | 2 | does not have the 2 columns",
                "code\\n\"001        | 2 | does not have the 1 columns",
                "code,name\\n001,x\\n,y | 3 | the code is empty",
                "code\\n\" 1\"       | 2 | blanks around it",
                "code\\nx\\u0000     | 2 | control character",
            })
    void refusesABadFileAndWritesNothing(String csv, int line, String text) throws IOException {
        // When
        Optional<Outcome> outcome = run(csv.replace("\\n", "\n").replace("\\u0000", "\0"), JULY, null);

        // Then
        assertEquals(Optional.empty(), outcome);
        String first = findings.list().get(0).toString();
        assertTrue(first.startsWith(file + ":" + line + ": error: ") && first.contains(text), first);
        assertFalse(Files.exists(home.resolve("data/reference")));
    }

    @Test
    void refusesAFileThatIsNotUtf8() throws IOException {
        // Given
        Files.write(file, new byte[] {'c', 'o', 'd', 'e', '\n', (byte) 0xE1, '\n'});

        // When
        Optional<Outcome> outcome =
                ReferenceImport.run(Home.of(home, home), new Order(file, "ward", JULY, null), findings);

        // Then
        assertEquals(Optional.empty(), outcome);
        assertEquals(
                file + ":2: error: not valid UTF-8\nhint: save the file as UTF-8",
                "" + findings.list().get(0));
    }

    @Test
    void refusesAListNameThatWouldLeaveTheFolder() {
        // When
        Optional<Outcome> outcome =
                ReferenceImport.run(Home.of(home, home), new Order(file, "../ward", JULY, null), findings);

        // Then
        assertEquals(Optional.empty(), outcome);
        assertEquals(1, findings.errors());
    }

    private Optional<Outcome> importChanges(String csv, LocalDate from) throws IOException {
        Files.writeString(file, csv);
        return ReferenceImport.run(Home.of(home, home), new Order(file, "ward_change", from, null), findings);
    }

    private String writtenChanges() throws IOException {
        return Files.readString(home.resolve("data/reference/ward_change.csv"));
    }

    @Test
    void takesAPublishedListOfWhatCodesBecame() throws IOException {
        // Given
        String csv =
                """
                district,old_commune_code,new_commune_code,kind,default
                9,001,101,whole,1
                9,002,101,split,1
                9,002,102,split,0
                9,003,003,unchanged,1
                9,,104,whole,1
                """;

        // When
        Outcome outcome = importChanges(csv, JULY).orElseThrow(() -> new AssertionError("" + findings.list()));

        // Then
        assertEquals(new Outcome(true, 3, 4, 0, 1, home.resolve("data/reference/ward_change.csv")), outcome);
        assertEquals(
                """
                old_code,new_code,kind,from
                ,104,whole,2025-07-01
                001,101,whole,2025-07-01
                002,101,split,2025-07-01
                002,102,split,2025-07-01
                003,003,unchanged,2025-07-01
                """,
                writtenChanges());
        CodeChanges changes =
                CodeListsReader.read(Home.of(home, home), findings).changes("ward_change");
        assertNotNull(changes);
        byte[] code = {'0', '0', '2'};
        assertEquals(
                CodeChanges.Kind.SPLIT,
                changes.change(code, 0, 3, JULY.minusDays(1)).kind());
        assertEquals(List.of(), findings.list());
    }

    @Test
    void ofOneDayTheLastImportIsRightAndOtherDaysStay() throws IOException {
        // Given
        LocalDate later = LocalDate.of(2027, 1, 1);
        assertTrue(importChanges("old_code,new_code\n001,101\n", JULY).isPresent());
        assertTrue(importChanges("old_code,new_code\n101,201\n101,202\n", later).isPresent());

        // When
        assertTrue(importChanges("old_code,new_code\n001,102\n", JULY).isPresent());
        assertTrue(importChanges("old_code,new_code\n001,102\n", JULY).isPresent());

        // Then
        assertEquals(
                """
                old_code,new_code,kind,from
                001,102,whole,2025-07-01
                101,201,split,2027-01-01
                101,202,split,2027-01-01
                """,
                writtenChanges());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "old_code,new_code                               | 1 | the file has no codes",
                "old_code,new_code\\n001,                        | 2 | the code is empty",
                "old_code,new_code,kind\\n001,101,moved          | 2 | 'kind' is unchanged, whole or split",
                "old_code,new_code,kind\\n001,101,split          | 1 | goes to 1 codes, which its kind denies",
                "old_code,new_code,kind\\n001,101,whole\\n001,102,whole | 1 | goes to 2 codes, which its kind denies",
                "old_code,new_code,kind\\n001,101,split\\n001,102,whole | 1 | has two kinds",
                "old_code,new_code\\n001,101\\n001,101           | 1 | becomes '101' twice",
            })
    void refusesAListOfChangesThatContradictsItself(String csv, int line, String text) throws IOException {
        // When
        Optional<Outcome> outcome = importChanges(csv.replace("\\n", "\n"), JULY);

        // Then
        assertEquals(Optional.empty(), outcome);
        String all = findings.list().toString();
        assertTrue(all.contains(file + ":" + line + ": error: ") && all.contains(text), all);
        assertFalse(Files.exists(home.resolve("data/reference")));
    }

    @Test
    void doesNotTakeCodesForChangesNorChangesForCodes() throws IOException {
        // Given
        assertTrue(importChanges("old_code,new_code\n001,101\n", JULY).isPresent());
        String before = writtenChanges();

        // When
        Optional<Outcome> codes = importChanges("code\n001\n", JULY);
        Optional<Outcome> changes = run("old_code,new_code\n001,101\n", JULY, null);

        // Then
        assertEquals(Optional.empty(), codes);
        assertEquals(Optional.empty(), changes);
        assertEquals(before, writtenChanges());
    }

    @Test
    void leavesNoTemporaryFileBehind() throws IOException {
        // When
        assertTrue(run("code\n001\n", JULY, null).isPresent());

        // Then
        try (Stream<Path> files = Files.list(home.resolve("data/reference"))) {
            assertEquals(
                    List.of("ward.csv"), files.map(f -> "" + f.getFileName()).toList());
        }
    }

    @Test
    void aBrokenImportedListIsFoundWithItsLineAndTheShippedOneStays() throws IOException {
        // Given
        Path imported = home.resolve("data/reference/ward.csv");
        Files.createDirectories(imported.getParent());
        Files.writeString(imported, "code,from,to\n001,,\n002,2025-13-01,\n");

        // When
        CodeLists lists = CodeListsReader.read(Home.of(home, home), findings);

        // Then
        assertNotNull(lists.list("ward"));
        assertEquals(
                List.of("gateway/data/reference/ward.csv:3: error: 'from' is no day like 2026-10-31"),
                findings.list().stream().map(Finding::toString).toList());
    }

    @Test
    void namesFileAndLineOfAMistakeInATypedList() throws IOException {
        // Given
        Files.writeString(
                home.resolve("routes/reference/ward.yaml"),
                """
                list: word
                codes:
                  - {code: 001}
                  - {code: "002", form: 2025-01-01}
                  - {code: "003", from: 2025-01-02, to: 2025-01-01}
                  - {code: "003", from: 2025-01-02}
                """);

        // When
        CodeLists lists = CodeListsReader.read(Home.of(home, home), findings);

        // Then
        assertEquals(null, lists.list("ward"));
        String label = "routes/reference/ward.yaml:";
        assertEquals(
                List.of(
                        label + "1: error: list 'word' must stand in a file of that name\nhint: rename one of them",
                        label + "3: error: 'code' must be a text, not a whole number\nhint: put it in quotes",
                        label + "4: error: unknown key 'form'\nhint: did you mean 'from'?",
                        label + "5: error: code '003' ends before it begins",
                        label + "6: error: code '003' is here twice\nhint: give each its own days"),
                findings.list().stream().map(Finding::toString).toList());
    }
}
