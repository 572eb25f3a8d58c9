package vn.lienthong.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Exchange.EnvelopePolicy;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.Exchange.LegacyText;
import vn.lienthong.contract.Exchange.XmlSignature;
import vn.lienthong.yaml.Nearest;
import vn.lienthong.yaml.YamlMap;

/** Reads the value of {@code customProperties: exchange} into an {@link Exchange}. */
final class ExchangeReader {
    static final long FILE_BYTES_DEFAULT = 1L << 30;
    static final long FILE_BYTES_MAX = 1L << 40;
    static final int RECORD_BYTES_DEFAULT = 1 << 20;
    static final int RECORD_BYTES_MAX = 1 << 28;
    static final int DEPTH_DEFAULT = 32;
    static final int DEPTH_MAX = 256;

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
        List<Format> formats = formats(exchange);
        // The only encoding; written down so that a reader of the contract need not ask.
        String encoding = exchange.choice("encoding", Map.of("utf-8", "utf-8"), "utf-8");
        assert encoding.equals("utf-8");
        long fileBytes = exchange.bytes("fileBytesMax", 1, FILE_BYTES_MAX, FILE_BYTES_DEFAULT);
        long recordBytes = exchange.bytes("recordBytesMax", 1, RECORD_BYTES_MAX, RECORD_BYTES_DEFAULT);
        if (recordBytes > fileBytes) {
            exchange.error("recordBytesMax", "'recordBytesMax' is above 'fileBytesMax'", null);
        }
        Exchange read = new Exchange(
                formats,
                exchange.choice("envelope", YamlMap.words(EnvelopePolicy.class, '-'), EnvelopePolicy.SEALED),
                PathReader.recordPaths(exchange, formats),
                PathReader.ignored(exchange),
                PathReader.controlTotals(exchange),
                legacyText(exchange),
                separator(exchange, formats.get(0)),
                fileBytes,
                (int) recordBytes,
                (int) exchange.whole("depthMax", 1, DEPTH_MAX, DEPTH_DEFAULT),
                maxRejectedShare(exchange),
                exchange.texts("version"),
                exchange.texts("replaces"),
                due(exchange),
                PathReader.attachments(exchange, formats),
                xmlSignature(exchange, formats));
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

    /** One format, or the two whose files tell themselves apart. */
    private static List<Format> formats(YamlMap exchange) {
        Map<String, Format> words = YamlMap.words(Format.class, '-');
        if (!exchange.isList("format")) {
            return List.of(exchange.choice("format", words, Format.CSV));
        }
        List<Format> formats = new ArrayList<>();
        for (String word : exchange.texts("format")) {
            Format format = words.get(word);
            if (format == null) {
                exchange.error("format", "'format' is '" + word + "'", Nearest.hint(word, words.keySet()));
            } else {
                formats.add(format);
            }
        }
        if (formats.size() != 2 || !formats.containsAll(List.of(Format.JSON, Format.NDJSON))) {
            exchange.error("format", "only json and ndjson can be taken side by side", "format: [json, ndjson]");
            return List.of(Format.JSON);
        }
        return formats;
    }

    private static List<LegacyText> legacyText(YamlMap exchange) {
        Map<String, LegacyText> words = YamlMap.words(LegacyText.class, '-');
        List<LegacyText> legacy = new ArrayList<>();
        for (String word : exchange.texts("legacyText")) {
            LegacyText known = words.get(word);
            if (known == null) {
                exchange.error("legacyText", "'legacyText' is '" + word + "'", Nearest.hint(word, words.keySet()));
            } else if (legacy.contains(known)) {
                exchange.error("legacyText", "'" + word + "' is here twice", null);
            } else {
                legacy.add(known);
            }
        }
        return legacy;
    }

    private static char separator(YamlMap exchange, Format format) {
        if (exchange.has("separator") && format != Format.CSV) {
            exchange.error("separator", "'separator' is for csv", null);
        }
        return exchange.choice("separator", SEPARATORS, ',');
    }

    private static XmlSignature xmlSignature(YamlMap exchange, List<Format> formats) {
        if (exchange.has("xmlSignature") && !formats.contains(Format.XML)) {
            exchange.error("xmlSignature", "'xmlSignature' is for xml", null);
        }
        XmlSignature signature =
                exchange.choice("xmlSignature", YamlMap.words(XmlSignature.class, '-'), XmlSignature.IGNORED);
        if (signature != XmlSignature.IGNORED && exchange.has("legacyText")) {
            String hint = "converted text is not what was signed: remove 'legacyText'";
            exchange.error("xmlSignature", "'xmlSignature' and 'legacyText' cannot both be asked for", hint);
        }
        return signature;
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
