package vn.lienthong.records;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import vn.lienthong.contract.Exchange;

/** Makes the parsers of one file: strict, and with the contract's bounds instead of the library's. */
final class JsonParsers {
    /** Of a member's name. */
    static final int NAME_CHARACTERS_MAX = 1_000;

    private JsonParsers() {}

    /** A factory a file: what names a file has brought must not stay behind it. */
    static JsonFactory of(Exchange exchange) {
        StreamReadConstraints bounds = StreamReadConstraints.builder()
                .maxNestingDepth(exchange.depthMax() + 1)
                .maxNameLength(NAME_CHARACTERS_MAX)
                .maxNumberLength(exchange.recordBytesMax())
                .maxStringLength(exchange.recordBytesMax())
                .build();
        return JsonFactory.builder()
                .streamReadConstraints(bounds)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                .build();
    }
}
