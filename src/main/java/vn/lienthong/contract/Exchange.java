package vn.lienthong.contract;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a feed is exchanged: our own part of the contract ({@code customProperties: exchange}).
 *
 * @param formats one, or several that are told apart by the content
 * @param recordPaths where records stand: alternatives, or one path for each kind; empty for CSV, and for NDJSON whose
 *     lines are the records
 * @param ignore paths below a record of elements or members that are known and not read
 * @param controlTotals totals that the sender gives beside the records
 * @param legacyText legacy encodings of text that are converted
 * @param separator CSV only
 * @param fileBytesMax bound of one delivery's content, in bytes
 * @param recordBytesMax bound of one record, in bytes
 * @param depthMax nesting bound of XML and JSON
 * @param maxRejectedShare 0..1: when more than this share of the records is rejected the delivery is refused; 1 = off
 * @param version canonical names of the fields that order two statements about one key; empty = order of receipt
 * @param replaces canonical names of the fields that name a group about which a delivery says everything; empty = none
 * @param due when a delivery is expected, or null
 * @param attachments where the tables of a record are documents of their own, or null
 * @param xmlSignature what is asked of a signature in the document itself
 */
public record Exchange(
        List<Format> formats,
        EnvelopePolicy envelope,
        List<RecordPath> recordPaths,
        List<List<String>> ignore,
        List<ControlTotal> controlTotals,
        List<LegacyText> legacyText,
        char separator,
        long fileBytesMax,
        int recordBytesMax,
        int depthMax,
        double maxRejectedShare,
        List<String> version,
        List<String> replaces,
        @Nullable String due,
        @Nullable Attachments attachments,
        XmlSignature xmlSignature) {

    public Exchange {
        formats = List.copyOf(formats);
        recordPaths = List.copyOf(recordPaths);
        ignore = ignore.stream().map(List::copyOf).toList();
        controlTotals = List.copyOf(controlTotals);
        legacyText = List.copyOf(legacyText);
        version = List.copyOf(version);
        replaces = List.copyOf(replaces);
    }

    /** One format, at most one record path, nothing of what nested files need. */
    public Exchange(
            Format format,
            EnvelopePolicy envelope,
            List<String> recordPath,
            char separator,
            long fileBytesMax,
            int recordBytesMax,
            int depthMax,
            double maxRejectedShare,
            List<String> version,
            List<String> replaces,
            @Nullable String due) {
        this(
                List.of(format),
                envelope,
                recordPath.isEmpty() ? List.of() : List.of(new RecordPath(null, recordPath)),
                List.of(),
                List.of(),
                List.of(),
                separator,
                fileBytesMax,
                recordBytesMax,
                depthMax,
                maxRejectedShare,
                version,
                replaces,
                due,
                null,
                XmlSignature.IGNORED);
    }

    /** The first format: for a contract that has several it only tells CSV and XML from the JSON family. */
    public Format format() {
        return formats.get(0);
    }

    /** The kinds of records in the order of the contract; empty when it has none. */
    public List<String> kinds() {
        return recordPaths.stream()
                .flatMap(p -> Stream.ofNullable(p.kind()))
                .distinct()
                .toList();
    }

    public enum Format {
        CSV,
        NDJSON,
        JSON,
        XML
    }

    /** What is asked of the enveloped XML signature of a document. */
    public enum XmlSignature {
        /** A document without one is refused. */
        REQUIRED,
        /** A document may have none; one that is there must be good. */
        ALLOWED,
        /** Nobody looks at it. */
        IGNORED
    }

    /** Encodings of Vietnamese text from before Unicode. */
    public enum LegacyText {
        TCVN3,
        VNI
    }

    /**
     * {@code SEALED}: only envelopes are taken; {@code PLAIN}: envelopes, and payloads over a door that protects them.
     */
    public enum EnvelopePolicy {
        SEALED,
        PLAIN
    }
}
