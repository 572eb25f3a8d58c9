package vn.lienthong.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.lienthong.Gateway;

/** What a central system holds after it has pulled a feed from its start: the last event of each record. */
final class CentralCopy {
    private static final int LIMIT = 10_000;
    private static final JsonFactory JSON = new JsonFactory();

    /** record_id to position of its last event. */
    private final Map<String, Long> held = new HashMap<>();

    private CentralCopy() {}

    /** Pulls page after page until up to date. */
    static CentralCopy pull(PartnerClient central, String feed) {
        CentralCopy copy = new CentralCopy();
        String cursor = null;
        while (true) {
            PartnerClient.Page page = central.events(feed, cursor, LIMIT, 0);
            if (page.status() != 200) {
                throw new CommandFailed(
                        CommandFailed.FINDINGS,
                        "central's pull was answered " + page.status() + " "
                                + page.problem().orElse(""),
                        "see the log above");
            }
            if (page.lines().isEmpty()) {
                return copy;
            }
            for (String line : page.lines()) {
                cursor = copy.apply(line);
            }
        }
    }

    private String apply(String line) {
        String id = "";
        String subject = "";
        String method = "";
        try (JsonParser parser = JSON.createParser(line)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    @Nullable String value = parser.nextTextValue();
                    switch (name) {
                        case "id" -> id = String.valueOf(value);
                        case "subject" -> subject = String.valueOf(value);
                        case "method" -> method = String.valueOf(value);
                        case "data" -> parser.skipChildren();
                        default -> {}
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an event is not JSON", e);
        }
        long position = Long.parseLong(id.split("\\.")[1]);
        if ("DELETE".equals(method)) {
            held.remove(subject);
        } else {
            held.put(subject, position);
        }
        return id;
    }

    int records() {
        return held.size();
    }

    /** True when the store has exactly these records, each last changed at exactly these positions. */
    boolean equalsStore(Gateway gateway, String feed) {
        return gateway.positionsOfRecords(feed).equals(held);
    }
}
