package vn.lienthong;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The table of rooms as code: what each room may import, and which library lives where. */
class RoomsTest {
    private static final String ROOT = "vn.lienthong";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Room to the rooms it may import, beside itself. The hall (root) and cli may import all. */
    private static final Map<String, List<String>> MAY_IMPORT = new TreeMap<>(Map.ofEntries(
            Map.entry("delivery", List.of()),
            Map.entry("yaml", List.of("delivery")),
            Map.entry("contract", List.of("delivery", "yaml")),
            Map.entry("envelope", List.of("delivery")),
            Map.entry("xmlsig", List.of("delivery")),
            Map.entry("postgres", List.of("delivery")),
            Map.entry("ledger", List.of("delivery", "postgres")),
            Map.entry("store", List.of("delivery", "contract", "postgres")),
            Map.entry("legacy", List.of()),
            Map.entry("records", List.of("delivery", "contract", "legacy")),
            Map.entry("validate", List.of("records", "contract", "delivery")),
            Map.entry("normalize", List.of("records", "contract", "delivery")),
            Map.entry("http", List.of("contract", "delivery")),
            Map.entry("intake", List.of("http", "envelope", "ledger", "contract", "delivery")),
            Map.entry("portal", List.of("http", "intake", "envelope", "ledger", "contract", "delivery")),
            Map.entry("sftp", List.of("http", "intake", "envelope", "ledger", "contract", "delivery")),
            Map.entry("fetch", List.of("contract", "delivery")),
            Map.entry("report", List.of("envelope", "ledger", "records", "contract", "delivery")),
            Map.entry("feeds", List.of("http", "store", "ledger", "contract", "delivery")),
            Map.entry("watch", List.of("http", "ledger", "store", "contract", "delivery"))));

    @Test
    void eachRoomImportsOnlyWhatTheTableAllows() {
        MAY_IMPORT.forEach((room, allowed) -> {
            List<String> packages = new ArrayList<>();
            packages.add(ROOT + "." + room);
            allowed.forEach(r -> packages.add(ROOT + "." + r));
            classes()
                    .that()
                    .resideInAPackage(ROOT + "." + room)
                    .should()
                    .onlyDependOnClassesThat(
                            resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(packages.toArray(String[]::new))))
                    .because("the table of rooms in docs/architecture.md says so")
                    .check(MAIN);
        });
    }

    @Test
    void everyRoomIsInTheTable() {
        for (var javaClass : MAIN) {
            String name = javaClass.getPackageName();
            if (!name.equals(ROOT) && !name.equals(ROOT + ".cli")) {
                String room = name.substring(ROOT.length() + 1);
                if (!MAY_IMPORT.containsKey(room)) {
                    throw new AssertionError(name + " is not in the table of rooms");
                }
            }
        }
    }

    @Test
    void sqlLivesOnlyWithTheLedgerAndTheStore() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".ledger", ROOT + ".store", ROOT + ".postgres")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "io.vertx.sqlclient..", "io.vertx.pgclient.."))
                .check(MAIN);
    }

    @Test
    void bouncyCastleLivesOnlyInTheEnvelope() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".envelope")
                .should()
                .dependOnClassesThat(resideInAPackage("org.bouncycastle.."))
                .check(MAIN);
    }

    @Test
    void camelLivesOnlyInTheHall() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.camel.."))
                .check(MAIN);
    }

    @Test
    void theCoreKnowsNoFuture() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + ".delivery",
                        ROOT + ".contract",
                        ROOT + ".yaml",
                        ROOT + ".legacy",
                        ROOT + ".records",
                        ROOT + ".validate",
                        ROOT + ".normalize",
                        ROOT + ".envelope",
                        ROOT + ".xmlsig")
                .should()
                .dependOnClassesThat(resideInAPackage("io.vertx.."))
                .check(MAIN);
    }

    @Test
    void onlyTheWorkerTheStopAndTheSftpBridgeWaitForAFuture() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + ".Worker")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".Gateway")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".sftp.SftpBridge")
                .should()
                .callMethod(CompletableFuture.class, "get")
                .orShould()
                .callMethod(CompletableFuture.class, "get", long.class, TimeUnit.class)
                .orShould()
                .callMethod(CompletableFuture.class, "join")
                .because("everybody else goes on when the answer comes")
                .check(MAIN);
    }

    @Test
    void nobodyThrowsABareException() {
        noClasses()
                .should()
                .callConstructor(Exception.class)
                .orShould()
                .callConstructor(Exception.class, String.class)
                .orShould()
                .callConstructor(RuntimeException.class)
                .orShould()
                .callConstructor(RuntimeException.class, String.class)
                .orShould()
                .callConstructor(RuntimeException.class, Throwable.class)
                .orShould()
                .callConstructor(RuntimeException.class, String.class, Throwable.class)
                .because("a fault has a name: see delivery.Fault")
                .check(classesOutsideFault());
    }

    private static JavaClasses classesOutsideFault() {
        return MAIN.that(resideOutsideOfPackage(ROOT + ".delivery"));
    }
}
