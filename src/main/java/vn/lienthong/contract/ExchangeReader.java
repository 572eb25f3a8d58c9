package vn.lienthong.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Exchange.EnvelopePolicy;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.yaml.YamlMap;

/** Reads the value of {@code customProperties: exchange} into an {@link Exchange}. */
final class ExchangeReader {
    static final long FILE_BYTES_DEFAULT = 1L << 30;
    static final long FILE_BYTES_MAX = 1L << 40;
    static final int RECORD_BYTES_DEFAULT = 1 << 20;
    static final int RECORD_BYTES_MAX = 1 << 28;
    static final int DEPTH_DEFAULT = 32;
    static final int DEPTH_MAX = 256;

    private static final Pattern PATH = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.-]*(?:/[\\p{L}_][\\p{L}\\p{N}_.-]*)*");
    private static final Map<String, Character> SEPARATORS =
            Map.of("comma", ',', "semicolon", ';', "tab", '\t', "pipe", '|');

    private ExchangeReader() {}

    static Exchange read(YamlMap exchange) {
        if (!exchange.has("format")) {
            exchange.error("format", "'format' is missing", "known: csv, ndjson, json, xml");
        }
        if (!exchange.has("envelope")) {
            exchange.error(
                    "envelope",
                    "'envelope' is missing",
                    "sealed, or plain where a protected door may bring it unsealed");
        }
        Format format = exchange.choice("format", YamlMap.words(Format.class, '-'), Format.CSV);
        // The only encoding; written down so that a reader of the contract need not ask.
        String encoding = exchange.choice("encoding", Map.of("utf-8", "utf-8"), "utf-8");
        assert encoding.equals("utf-8");
        long fileBytes = exchange.bytes("fileBytesMax", 1, FILE_BYTES_MAX, FILE_BYTES_DEFAULT);
        long recordBytes = exchange.bytes("recordBytesMax", 1, RECORD_BYTES_MAX, RECORD_BYTES_DEFAULT);
        if (recordBytes > fileBytes) {
            exchange.error("recordBytesMax", "'recordBytesMax' is above 'fileBytesMax'", null);
        }
        Exchange read = new Exchange(
                format,
                exchange.choice("envelope", YamlMap.words(EnvelopePolicy.class, '-'), EnvelopePolicy.SEALED),
                recordPath(exchange, format),
                separator(exchange, format),
                fileBytes,
                (int) recordBytes,
                (int) exchange.whole("depthMax", 1, DEPTH_MAX, DEPTH_DEFAULT),
                maxRejectedShare(exchange),
                exchange.texts("version"),
                exchange.texts("replaces"),
                due(exchange));
        exchange.know(RulebookReader.AGGREGATES, RulebookReader.RULES_AT);
        exchange.refuseOthers();
        return read;
    }

    /** The text of a deadline after its form was looked at, or null. */
    static @Nullable String due(YamlMap map) {
        String due = map.textOrNull("due");
        if (due != null && Due.of(due).isEmpty()) {
            map.error("due", "'due' must be " + Due.FORM, null);
        }
        return due;
    }

    private static List<String> recordPath(YamlMap exchange, Format format) {
        String path = exchange.textOrNull("recordPath");
        boolean flat = format == Format.CSV || format == Format.NDJSON;
        if (path == null) {
            if (!flat) {
                exchange.error(
                        "format", "'recordPath' is missing: the elements from the root to one record", "like A/B/C");
            }
            return List.of();
        }
        if (flat) {
            exchange.error("recordPath", "'recordPath' is for xml and json", "remove it: each line is a record");
        } else if (!PATH.matcher(path).matches()) {
            exchange.error("recordPath", "'recordPath' must be element names with / between", "like A/B/C");
        }
        return List.of(path.split("/"));
    }

    private static char separator(YamlMap exchange, Format format) {
        if (exchange.has("separator") && format != Format.CSV) {
            exchange.error("separator", "'separator' is for csv", null);
        }
        return exchange.choice("separator", SEPARATORS, ',');
    }

    private static double maxRejectedShare(YamlMap exchange) {
        BigDecimal share = exchange.decimalOrNull("maxRejectedShare");
        if (share == null) {
            return 1.0;
        }
        if (share.signum() < 0 || share.compareTo(BigDecimal.ONE) > 0) {
            exchange.error("maxRejectedShare", "'maxRejectedShare' must be from 0 to 1", "1 = off, 0.1 = a tenth");
            return 1.0;
        }
        return share.doubleValue();
    }
}
