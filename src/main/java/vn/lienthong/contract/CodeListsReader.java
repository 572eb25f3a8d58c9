package vn.lienthong.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.CodeChanges.Kind;
import vn.lienthong.contract.CodeHistory.Line;
import vn.lienthong.contract.DatedCodes.Period;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;
import vn.lienthong.yaml.YamlFile;
import vn.lienthong.yaml.YamlMap;

/**
 * Loads the code lists of an installation: short ones typed in as {@code routes/reference/<list>.yaml}, long ones that
 * ship as {@code routes/reference/<list>.csv}, and imported ones in {@code gateway/data/reference/<list>.csv}, which
 * take the place of a shipped list of the same name. A list says which codes there are, or what codes became.
 */
public final class CodeListsReader {
    private static final String SHIPPED = "routes/reference";
    private static final String IMPORTED = "gateway/data/reference";

    private CodeListsReader() {}

    /** Every list that reads without an error. */
    public static CodeLists read(Home home, Findings findings) {
        Map<String, ListContent> lists = new TreeMap<>();
        for (Path file : files(home.shippedLists())) {
            String label = SHIPPED + "/" + file.getFileName();
            ListContent content = readFile(file, label, findings);
            if (!content.isEmpty() && lists.put(nameOf(file), content) != null) {
                String message = "list '" + nameOf(file) + "' is here twice, as yaml and as csv";
                findings.accept(Finding.error(label, 1, message, null));
            }
        }
        for (Path file : files(home.importedLists())) {
            ListContent content = readFile(file, IMPORTED + "/" + file.getFileName(), findings);
            if (!content.isEmpty()) {
                lists.put(nameOf(file), content);
            }
        }
        return new LoadedLists(lists, CodeLists.NONE);
    }

    /**
     * The lists with which a feed's samples are run: those in {@code samples/lists}, then the installed ones. So a
     * sample says the same wherever it is run, whatever has been imported there.
     */
    public static CodeLists ofSamples(Home home, String feed, CodeLists installed, Findings findings) {
        Map<String, ListContent> own = new TreeMap<>();
        for (Path file : files(home.feeds().resolve(feed).resolve("samples").resolve("lists"))) {
            String label = Contracts.FOLDER + "/" + feed + "/samples/lists/" + file.getFileName();
            ListContent content = readFile(file, label, findings);
            if (!content.isEmpty()) {
                own.put(nameOf(file), content);
            }
        }
        return new LoadedLists(own, installed);
    }

    /** Where an import of that list goes. */
    static Path imported(Home home, String list) {
        return home.importedLists().resolve(list + ".csv");
    }

    /** What is in force for one list, imported or shipped; empty when there is none. */
    static ListContent inForce(Home home, String list, Findings findings) {
        List<Path> places = List.of(
                imported(home, list),
                home.shippedLists().resolve(list + ".csv"),
                home.shippedLists().resolve(list + ".yaml"));
        for (Path file : places) {
            if (Files.exists(file)) {
                return readFile(file, String.valueOf(file.getFileName()), findings);
            }
        }
        return ListContent.EMPTY;
    }

    private static ListContent readFile(Path path, String label, Findings findings) {
        if (!FieldReader.LIST_NAME.matcher(nameOf(path)).matches()) {
            findings.accept(Finding.error(label, 1, "a list's file is named by a-z, 0-9 and _", null));
            return ListContent.EMPTY;
        }
        if (path.toString().endsWith(".yaml")) {
            return readYaml(path, label, findings);
        }
        ListFile file = ListFile.open(path, label, findings);
        if (file == null) {
            return ListContent.EMPTY;
        }
        return ChangesFile.isOf(file)
                ? ListContent.ofChanges(ChangesFile.lines(file, LocalDate.MIN, findings))
                : ListContent.ofCodes(CodesFile.periods(file, findings));
    }

    private static ListContent readYaml(Path file, String label, Findings findings) {
        int before = findings.errors();
        YamlFile yaml = YamlFile.read(file, label, findings);
        if (!yaml.readable()) {
            return ListContent.EMPTY;
        }
        YamlMap root = yaml.root();
        String list = root.text("list");
        if (!list.isEmpty() && !list.equals(nameOf(file))) {
            root.error("list", "list '" + list + "' must stand in a file of that name", "rename one of them");
        }
        root.know("name", "source");
        ListContent content = root.has("changes") ? changes(root) : codes(root);
        root.refuseOthers();
        return findings.errors() == before ? content : ListContent.EMPTY;
    }

    private static ListContent changes(YamlMap root) {
        LocalDate from = root.dateOrNull("from");
        if (from == null) {
            root.error("changes", "'from' is missing: the first day of the new codes", null);
            return ListContent.EMPTY;
        }
        List<Line> lines = new ArrayList<>();
        Set<String> pairs = new HashSet<>();
        for (YamlMap entry : root.maps("changes")) {
            String old = entry.text("old");
            LocalDate day = orElse(entry.dateOrNull("from"), from);
            List<String> codes = entry.isScalar("new") ? List.of(entry.text("new")) : entry.texts("new");
            boolean unchanged = codes.size() == 1 && entry.flag("unchanged", false);
            Kind kind = codes.size() > 1 ? Kind.SPLIT : unchanged ? Kind.UNCHANGED : Kind.WHOLE;
            if (codes.isEmpty()) {
                entry.error("old", "'new' is missing: the code or codes that it became", null);
            }
            if (!pairs.add(day + old)) {
                entry.error("old", "code '" + old + "' is here twice", "a split code has a list of new ones");
            }
            entry.refuseOthers();
            codes.forEach(code -> lines.add(new Line(day, old, code, kind)));
        }
        return ListContent.ofChanges(lines);
    }

    private static ListContent codes(YamlMap root) {
        LocalDate from = orElse(root.dateOrNull("from"), LocalDate.MIN);
        LocalDate to = orElse(root.dateOrNull("to"), LocalDate.MAX);
        List<Period> periods = new ArrayList<>();
        Set<String> starts = new HashSet<>();
        for (YamlMap entry : root.maps("codes")) {
            String code = entry.text("code");
            Period period =
                    new Period(code, orElse(entry.dateOrNull("from"), from), orElse(entry.dateOrNull("to"), to));
            if (period.from().isAfter(period.to())) {
                entry.error("code", "code '" + code + "' ends before it begins", null);
            }
            if (!starts.add(code + "\n" + period.from())) {
                entry.error("code", "code '" + code + "' is here twice", "give each its own days");
            }
            entry.know("name");
            entry.refuseOthers();
            periods.add(period);
        }
        if (periods.isEmpty()) {
            root.error("codes", "the list has no codes", null);
        }
        return ListContent.ofCodes(CodePeriods.joined(periods));
    }

    private static LocalDate orElse(@Nullable LocalDate day, LocalDate otherwise) {
        return day == null ? otherwise : day;
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            f -> f.toString().endsWith(".yaml") || f.toString().endsWith(".csv"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.lastIndexOf('.'));
    }
}
