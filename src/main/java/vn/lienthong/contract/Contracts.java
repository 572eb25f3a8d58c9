package vn.lienthong.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

/** The contracts of an installation by feed. Immutable. */
public final class Contracts {
    /** Where they stand, relative to the home. */
    public static final String FOLDER = "routes/feeds";

    private final Map<String, Contract> byFeed;

    private Contracts(Map<String, Contract> byFeed) {
        this.byFeed = new TreeMap<>(byFeed);
    }

    public static Contracts of(Collection<Contract> contracts) {
        Map<String, Contract> byFeed = new TreeMap<>();
        contracts.forEach(contract -> byFeed.put(contract.feed(), contract));
        return new Contracts(byFeed);
    }

    /** Reads {@code routes/feeds/<feed>/contract.yaml}; those with an error are left out, with findings. */
    public static Contracts read(Home home, CodeLists lists, Findings findings) {
        Map<String, Contract> byFeed = new TreeMap<>();
        Map<String, String> feedOfTable = new HashMap<>();
        for (Path folder : folders(home.feeds(), findings)) {
            String name = String.valueOf(folder.getFileName());
            String label = FOLDER + "/" + name + "/contract.yaml";
            ContractReader.read(folder.resolve("contract.yaml"), label, lists, findings)
                    .filter(contract -> fits(contract, name, label, feedOfTable, findings))
                    .ifPresent(contract -> byFeed.put(contract.feed(), contract));
        }
        return new Contracts(byFeed);
    }

    private static boolean fits(
            Contract contract, String folder, String label, Map<String, String> feedOfTable, Findings findings) {
        int before = findings.errors();
        if (!contract.feed().equals(folder)) {
            String message = "the contract is of feed '" + contract.feed() + "' but its folder is '" + folder + "'";
            findings.accept(Finding.error(label, lineOf(contract, "id:"), message, "rename one of them"));
        }
        for (Table table : contract.tables()) {
            String other = feedOfTable.putIfAbsent(table.name(), contract.feed());
            if (other != null) {
                String message = "table '" + table.name() + "' belongs to feed '" + other + "' already";
                findings.accept(Finding.error(label, lineOf(contract, "schema:"), message, "choose another name"));
            }
        }
        return findings.errors() == before;
    }

    private static int lineOf(Contract contract, String start) {
        List<String> lines = contract.yaml().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(start)) {
                return i + 1;
            }
        }
        return 1;
    }

    private static List<Path> folders(Path parent, Findings findings) {
        List<Path> folders = new ArrayList<>();
        try (Stream<Path> entries = Files.list(parent)) {
            entries.filter(Files::isDirectory).sorted().forEach(folders::add);
        } catch (IOException e) {
            findings.accept(Finding.error(FOLDER, 1, "there is no folder of feeds", "is --home right?"));
        }
        return folders;
    }

    public Optional<Contract> feed(String feed) {
        return Optional.ofNullable(byFeed.get(feed));
    }

    /** The feeds in the order of the alphabet. */
    public Set<String> feeds() {
        return Collections.unmodifiableSet(new TreeSet<>(byFeed.keySet()));
    }

    /** By feed, in the order of the alphabet. */
    public List<Contract> all() {
        return List.copyOf(byFeed.values());
    }
}
