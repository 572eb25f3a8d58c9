package vn.lienthong.fetch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a few members out of a JSON body while it streams by: no value but theirs is looked at, no number is ever
 * computed, and memory is the depth of the text. A member that stands there twice is as good as unreadable, since nobody
 * knows which of the two is meant. For one thread.
 */
final class BodyGlance {
    static final int DEPTH_MAX = 256;
    static final int VALUE_CHARS_MAX = 1_024;
    private static final int NAME_CHARS_MAX = 4_096;
    /** One text of the body, however uninteresting: the parser gathers it. */
    private static final int TEXT_CHARS_MAX = 4 << 20;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNameLength(NAME_CHARS_MAX)
                    .maxStringLength(TEXT_CHARS_MAX)
                    .build())
            .build();

    private final Set<List<String>> wanted;
    private final Map<List<String>, String> found = new HashMap<>();
    private final Deque<Level> levels = new ArrayDeque<>();
    private final JsonParser parser;
    private final ByteArrayFeeder feeder;
    private boolean whole;

    /** An object or array that is open; {@code path} is null where nothing that is wanted can stand below. */
    private static final class Level {
        private final @Nullable List<String> path;
        private final boolean array;
        private String name = "";

        Level(@Nullable List<String> path, boolean array) {
            this.path = path;
            this.array = array;
        }
    }

    BodyGlance(Set<List<String>> wanted) throws FetchFailed {
        this.wanted = Set.copyOf(wanted);
        try {
            this.parser = JSON.createNonBlockingByteArrayParser();
            this.feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
        } catch (IOException e) {
            throw new FetchFailed(FetchCode.GATEWAY_FAULT, e);
        }
    }

    /** The next bytes of the body. */
    void feed(byte[] piece, int offset, int length) throws FetchFailed {
        try {
            feeder.feedInput(piece, offset, offset + length);
            read();
        } catch (IOException e) {
            // The cause would quote the body.
            throw new FetchFailed(FetchCode.ANSWER_UNREADABLE);
        }
    }

    /** The body has ended. */
    void end() throws FetchFailed {
        feeder.endOfInput();
        try {
            read();
        } catch (IOException e) {
            throw new FetchFailed(FetchCode.ANSWER_UNREADABLE);
        }
        if (!whole) {
            throw new FetchFailed(FetchCode.ANSWER_UNREADABLE);
        }
    }

    /** The member's text or number as it was written; empty when it is not there or null. After {@link #end}. */
    Optional<String> value(List<String> path) {
        return Optional.ofNullable(found.get(path)).filter(text -> !text.isEmpty());
    }

    private void read() throws IOException {
        for (JsonToken token = parser.nextToken();
                token != null && token != JsonToken.NOT_AVAILABLE;
                token = parser.nextToken()) {
            take(token);
        }
    }

    private void take(JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT, START_ARRAY ->
                levels.push(new Level(levels.isEmpty() ? List.of() : below(), token == JsonToken.START_ARRAY));
            case END_OBJECT, END_ARRAY -> {
                levels.pop();
                whole |= levels.isEmpty();
            }
            case FIELD_NAME -> levels.element().name = parser.currentName();
            default -> {
                whole |= levels.isEmpty();
                List<String> path = levels.isEmpty() ? null : below();
                if (path != null && wanted.contains(path)) {
                    keep(path, token);
                }
            }
        }
    }

    private @Nullable List<String> below() {
        Level level = levels.element();
        if (level.path == null || level.array || level.path.size() >= longest()) {
            return null;
        }
        List<String> path = new java.util.ArrayList<>(level.path);
        path.add(level.name);
        return path;
    }

    private int longest() {
        return wanted.stream().mapToInt(List::size).max().orElse(0);
    }

    private void keep(List<String> path, JsonToken token) throws IOException {
        String text = token == JsonToken.VALUE_NULL ? "" : parser.getText();
        if (text.length() > VALUE_CHARS_MAX || found.put(List.copyOf(path), text) != null) {
            throw new FetchFailed(FetchCode.ANSWER_UNREADABLE);
        }
    }
}
