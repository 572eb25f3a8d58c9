package vn.lienthong.yaml;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A map of a YAML file, read key by key with the type that the reader expects.
 *
 * <p>A missing or wrong value becomes a finding and a harmless stand-in (empty text, the bound, an empty list), so that
 * the reader goes on and finds the next mistake too; whoever builds something from the values looks at the findings
 * first. Each key that is asked for is a known key: {@link #refuseOthers()} reports the rest.
 */
public final class YamlMap {
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");

    private final String label;
    private final Findings findings;
    private final YamlNode.Mapping mapping;
    private final Set<String> known = new LinkedHashSet<>();

    YamlMap(String label, Findings findings, YamlNode.Mapping mapping) {
        this.label = label;
        this.findings = findings;
        this.mapping = mapping;
    }

    // ---- what is there

    /** The file as findings name it. */
    public String label() {
        return label;
    }

    /** Line on which the map starts. */
    public int line() {
        return mapping.line();
    }

    /** Line of a key, or of the map when the key is not there. */
    public int line(String key) {
        YamlNode.Entry entry = mapping.entries().get(key);
        return entry == null ? mapping.line() : entry.keyLine();
    }

    /** The keys in the order of the file, known or not. */
    public List<String> keys() {
        return List.copyOf(mapping.entries().keySet());
    }

    public boolean has(String key) {
        known.add(key);
        return mapping.entries().containsKey(key);
    }

    /** True when the value is one word or number, where a reader takes that or a map. */
    public boolean isScalar(String key) {
        return node(key) instanceof YamlNode.Scalar;
    }

    /** True when the value is a list, where a reader takes that or a single value. */
    public boolean isList(String key) {
        return node(key) instanceof YamlNode.Sequence;
    }

    // ---- text

    /** A required text; empty after a finding. */
    public String text(String key) {
        String value = textOrNull(key);
        if (value == null) {
            if (!has(key)) {
                missing(key);
            }
            return "";
        }
        if (value.isBlank()) {
            error(key, "'" + key + "' must not be empty", null);
        }
        return value;
    }

    public @Nullable String textOrNull(String key) {
        YamlNode node = node(key);
        return node == null ? null : textOf(key, node);
    }

    /** A required text of the given form; empty after a finding. {@code form} says it in words. */
    public String matching(String key, Pattern pattern, String form) {
        String value = text(key);
        if (value.isBlank() || pattern.matcher(value).matches()) {
            return value;
        }
        error(key, "'" + key + "' must be " + form, null);
        return "";
    }

    /** One of the words, or {@code otherwise} when the key is not there or after a finding. */
    public <T> T choice(String key, Map<String, T> words, T otherwise) {
        String value = textOrNull(key);
        if (value == null) {
            return otherwise;
        }
        T chosen = words.get(value);
        if (chosen != null) {
            return chosen;
        }
        error(key, "'" + key + "' is '" + shortened(value) + "'", Nearest.hint(value, words.keySet()));
        return otherwise;
    }

    /** The words of an enum as they stand in YAML: lower case, {@code -} or {@code _} between. */
    public static <E extends Enum<E>> Map<String, E> words(Class<E> type, char between) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            words.put(constant.name().toLowerCase(Locale.ROOT).replace('_', between), constant);
        }
        return words;
    }

    /** A list of texts; empty when the key is not there. */
    public List<String> texts(String key) {
        YamlNode node = node(key);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof YamlNode.Sequence sequence)) {
            wrongType(key, node, "a list of texts");
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            String text = textOf(key, item);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** A map of texts in the order of the file; empty when the key is not there. */
    public Map<String, String> textMap(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        YamlMap map = map(key);
        for (String name : map.keys()) {
            texts.put(name, map.text(name));
        }
        return texts;
    }

    // ---- numbers, sizes, times

    /** A required whole number within the bounds; {@code min} after a finding. */
    public long whole(String key, long min, long max) {
        if (!has(key)) {
            missing(key);
            return min;
        }
        return whole(key, min, max, min);
    }

    public long whole(String key, long min, long max, long otherwise) {
        Long value = wholeOrNull(key);
        if (value == null) {
            return otherwise;
        }
        if (value < min || value > max) {
            error(key, "'" + key + "' must be from " + min + " to " + max, null);
            return otherwise;
        }
        return value;
    }

    public @Nullable Long wholeOrNull(String key) {
        YamlNode node = node(key);
        if (node == null) {
            return null;
        }
        if (node instanceof YamlNode.Scalar scalar
                && scalar.kind() == YamlNode.Kind.INTEGER
                && WHOLE.matcher(scalar.text()).matches()) {
            return Long.valueOf(scalar.text());
        }
        wrongType(key, node, "a whole number of at most 18 digits");
        return null;
    }

    public @Nullable BigDecimal decimalOrNull(String key) {
        YamlNode node = node(key);
        if (node == null) {
            return null;
        }
        boolean number = node instanceof YamlNode.Scalar scalar
                && (scalar.kind() == YamlNode.Kind.INTEGER || scalar.kind() == YamlNode.Kind.NUMBER)
                && scalar.text().matches("[-+]?[0-9]{1,18}(\\.[0-9]{1,18})?");
        if (number) {
            return new BigDecimal(((YamlNode.Scalar) node).text());
        }
        wrongType(key, node, "a plain decimal number");
        return null;
    }

    public boolean flag(String key, boolean otherwise) {
        YamlNode node = node(key);
        if (node == null) {
            return otherwise;
        }
        if (node instanceof YamlNode.Scalar scalar && scalar.kind() == YamlNode.Kind.BOOLEAN) {
            return Boolean.parseBoolean(scalar.text());
        }
        wrongType(key, node, "true or false");
        return otherwise;
    }

    /** A size in bytes, written as a number or like {@code 64 KiB}, {@code 16 GiB}; within the bounds. */
    public long bytes(String key, long min, long max, long otherwise) {
        YamlNode node = node(key);
        if (node == null) {
            return otherwise;
        }
        BigDecimal value = node instanceof YamlNode.Scalar scalar ? Measures.bytes(scalar.text()) : null;
        if (value == null) {
            wrongType(key, node, "a size like 65536, 64 KiB, 100 MiB or 16 GiB");
            return otherwise;
        }
        if (value.compareTo(BigDecimal.valueOf(min)) < 0 || value.compareTo(BigDecimal.valueOf(max)) > 0) {
            error(key, "'" + key + "' must be from " + min + " to " + max + " bytes", null);
            return otherwise;
        }
        return value.longValueExact();
    }

    /** A time span within the bounds, like {@code 500 ms}, {@code 30 s}, {@code 15 min}, {@code 24 h}, {@code 7 d}. */
    public Duration duration(String key, Duration min, Duration max, Duration otherwise) {
        YamlNode node = node(key);
        if (node == null) {
            return otherwise;
        }
        Duration value = node instanceof YamlNode.Scalar scalar ? Measures.duration(scalar.text()) : null;
        if (value == null) {
            wrongType(key, node, "a time span like 500 ms, 30 s, 15 min, 24 h or 7 d");
            return otherwise;
        }
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            error(key, "'" + key + "' must be from " + Measures.inWords(min) + " to " + Measures.inWords(max), null);
            return otherwise;
        }
        return value;
    }

    /** A day like {@code 2026-10-31}, or null when the key is not there or after a finding. */
    public @Nullable LocalDate dateOrNull(String key) {
        YamlNode node = node(key);
        if (node == null) {
            return null;
        }
        if (node instanceof YamlNode.Scalar scalar && scalar.text().length() == 10) {
            try {
                return LocalDate.parse(scalar.text());
            } catch (DateTimeException e) {
                wrongType(key, node, "a day of the calendar like 2026-10-31");
                return null;
            }
        }
        wrongType(key, node, "a day of the calendar like 2026-10-31");
        return null;
    }

    // ---- maps

    /** A map; an empty one when the key is not there or after a finding. */
    public YamlMap map(String key) {
        YamlNode node = node(key);
        if (node instanceof YamlNode.Mapping inner) {
            return new YamlMap(label, findings, inner);
        }
        if (node != null) {
            wrongType(key, node, "a map of keys and values");
        }
        return none(line(key));
    }

    /** An empty map in this map's place, for what is not there. */
    public YamlMap none() {
        return none(line());
    }

    private YamlMap none(int line) {
        return new YamlMap(label, findings, new YamlNode.Mapping(line, Map.of()));
    }

    /** A list of maps; empty when the key is not there. */
    public List<YamlMap> maps(String key) {
        YamlNode node = node(key);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof YamlNode.Sequence sequence)) {
            wrongType(key, node, "a list");
            return List.of();
        }
        List<YamlMap> maps = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            if (item instanceof YamlNode.Mapping inner) {
                maps.add(new YamlMap(label, findings, inner));
            } else {
                wrongType(key, item, "a list of maps");
            }
        }
        return maps;
    }

    // ---- findings

    /** Says that a key is known although nobody reads it. */
    public void know(String... keys) {
        known.addAll(List.of(keys));
    }

    /** Reports every key that nobody asked for: nearly always a typing mistake that would have no effect. */
    public void refuseOthers() {
        mapping.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                String message = "unknown key '" + shortened(key) + "'";
                findings.accept(Finding.error(label, entry.keyLine(), message, Nearest.hint(key, known)));
            }
        });
    }

    /** An error at a key, or at the map when the key is not there. */
    public void error(String key, String message, @Nullable String hint) {
        findings.accept(Finding.error(label, line(key), message, hint));
    }

    public void warning(String key, String message, @Nullable String hint) {
        findings.accept(Finding.warning(label, line(key), message, hint));
    }

    private void missing(String key) {
        findings.accept(Finding.error(label, mapping.line(), "'" + key + "' is missing", null));
    }

    private @Nullable YamlNode node(String key) {
        known.add(key);
        YamlNode.Entry entry = mapping.entries().get(key);
        if (entry == null) {
            return null;
        }
        if (entry.value() instanceof YamlNode.Scalar scalar && scalar.kind() == YamlNode.Kind.NOTHING) {
            error(key, "'" + key + "' has no value", "give it one, or remove the line");
            return null;
        }
        return entry.value();
    }

    private @Nullable String textOf(String key, YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar && scalar.kind() == YamlNode.Kind.TEXT) {
            return scalar.text();
        }
        wrongType(key, node, "a text");
        return null;
    }

    private void wrongType(String key, YamlNode node, String wanted) {
        boolean quotes = node instanceof YamlNode.Scalar && wanted.equals("a text");
        String hint = quotes ? "put it in quotes" : null;
        int line = node.line();
        findings.accept(Finding.error(label, line, "'" + key + "' must be " + wanted + ", not " + node.what(), hint));
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
