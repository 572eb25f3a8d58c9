package vn.lienthong.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a feed is exchanged: our own part of the contract ({@code customProperties: exchange}).
 *
 * @param recordPath elements from the root to one record, for example {@code A/B/C}; empty for CSV and NDJSON
 * @param separator CSV only
 * @param fileBytesMax bound of one delivery's content, in bytes
 * @param recordBytesMax bound of one record, in bytes
 * @param depthMax nesting bound of XML and JSON
 * @param maxRejectedShare 0..1: when more than this share of the records is rejected the delivery is refused; 1 = off
 * @param version canonical names of the fields that order two statements about one key; empty = order of receipt
 * @param replaces canonical names of the fields that name a group about which a delivery says everything; empty = none
 * @param due when a delivery is expected, or null
 */
public record Exchange(
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

    public Exchange {
        recordPath = List.copyOf(recordPath);
        version = List.copyOf(version);
        replaces = List.copyOf(replaces);
    }

    public enum Format {
        CSV,
        NDJSON,
        JSON,
        XML
    }

    /** {@code SEALED}: only envelopes are taken; {@code PLAIN}: envelopes, and payloads over a door that protects them. */
    public enum EnvelopePolicy {
        SEALED,
        PLAIN
    }
}
