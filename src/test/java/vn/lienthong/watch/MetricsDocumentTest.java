package vn.lienthong.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.State;

/** The document, the list of metrics and what is really scraped say the same. */
class MetricsDocumentTest {
    private static final Pattern ROW = Pattern.compile("\\| `(lienthong_\\w+)` \\| (\\w+) \\|([^|]*)\\|.*");
    private static final Pattern TYPE = Pattern.compile("# TYPE (lienthong_\\w+) (\\w+)");
    private static final Pattern SAMPLE = Pattern.compile("(lienthong_\\w+)(?:\\{([^}]*)})? .*");

    @Test
    void documentsEveryMetricWithItsTypeAndLabels() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/metrics.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), row.group(2) + " " + row.group(3).replaceAll("[` ]", ""));
            }
        }
        Map<String, String> known = new TreeMap<>();
        for (Metric metric : Metric.values()) {
            known.put(metric.wire(), metric.type().word + " " + String.join(",", metric.labels()));
        }
        assertEquals(known, documented);
    }

    @Test
    void scrapesEveryMetricUnderItsNameAndLabels() {
        // Given every meter moved once
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        moveAll(new Meters(registry));

        // When
        String scraped = registry.scrape();

        // Then
        Map<String, String> types = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        for (String line : scraped.lines().toList()) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            }
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                labels.put(sample.group(1).replaceAll("_(bucket|count|sum)$", ""), names(sample.group(2)));
            }
        }
        for (Metric metric : Metric.values()) {
            assertEquals(metric.type().word, types.get(metric.wire()), metric.wire());
            assertEquals(new TreeSet<>(metric.labels()), labels.get(metric.wire()), metric.wire());
        }
    }

    private static void moveAll(Meters meters) {
        meters.answered("deliver", 202);
        meters.received("tax-01", "tax.payroll", "https", true, 10);
        meters.served("vss", "tax.payroll", 1, 10);
        meters.fault("internal");
        meters.settled("tax.payroll", State.STORED, Counts.NONE);
        meters.refused("tax.payroll", RefusalCode.SHAPE_INVALID);
        meters.stage("check", true, Duration.ofSeconds(2));
        meters.watchQueue(() -> 1, () -> 2);
        meters.watchPool("ledger", () -> 1, () -> 0);
        meters.watchOriginals(() -> 1);
    }

    private static Set<String> names(@org.jspecify.annotations.Nullable String labels) {
        Set<String> names = new TreeSet<>();
        List<String> parts = labels == null ? List.of() : Arrays.asList(labels.split(",", -1));
        parts.forEach(part -> names.add(part.substring(0, part.indexOf('='))));
        names.remove("le");
        return names;
    }
}
