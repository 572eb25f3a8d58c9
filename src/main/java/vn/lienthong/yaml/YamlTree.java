package vn.lienthong.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Builds the tree of one file from the parser's events.
 *
 * <p>From events and not with the library's composer: so depth and size are bounded before anything recurses, aliases
 * are never expanded, and a second key keeps its line.
 */
final class YamlTree {
    private static final ScalarResolver RESOLVER = new CoreSchema().getScalarResolver();

    private final String label;
    private final Findings findings;
    private final Deque<Frame> open = new ArrayDeque<>();
    private @Nullable YamlNode root;
    private int nodes;

    private YamlTree(String label, Findings findings) {
        this.label = label;
        this.findings = findings;
    }

    /** The root, or null when the file is empty or was given up; then there is a finding. */
    static @Nullable YamlNode of(String text, String label, Findings findings) {
        return new YamlTree(label, findings).read(text);
    }

    private @Nullable YamlNode read(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(label)
                .setCodePointLimit(YamlFile.BYTES_MAX)
                .build();
        int documents = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            int line = line(event);
            if (event.getEventId() == Event.ID.DocumentStart && ++documents > 1) {
                return giveUp(line, "a second document starts here", "keep one document in a file");
            }
            if (event instanceof NodeEvent node && !takes(node, line)) {
                return null;
            }
            if (event.getEventId() == Event.ID.MappingEnd || event.getEventId() == Event.ID.SequenceEnd) {
                put(open.pop().close());
            }
        }
        if (root == null) {
            return giveUp(1, "the file is empty", null);
        }
        return root;
    }

    /** False when the file is given up. */
    private boolean takes(NodeEvent event, int line) {
        if (event instanceof AliasEvent) {
            var unused = giveUp(line, "aliases (*name) are not taken", "write the value out");
            return false;
        }
        if (event.getAnchor().isPresent()) {
            var unused = giveUp(line, "anchors (&name) are not taken", "write the value out where it is needed");
            return false;
        }
        if (++nodes > YamlFile.NODES_MAX) {
            var unused = giveUp(line, "the file has more than " + YamlFile.NODES_MAX + " values", null);
            return false;
        }
        if (tag(event).isPresent()) {
            findings.accept(Finding.error(label, line, "tags (" + tag(event).get() + ") are not taken", "remove it"));
        }
        if (event instanceof ScalarEvent scalar) {
            put(scalar(scalar, line));
            return true;
        }
        if (open.size() >= YamlFile.DEPTH_MAX) {
            var unused = giveUp(line, "nested more than " + YamlFile.DEPTH_MAX + " levels deep", null);
            return false;
        }
        open.push(event instanceof MappingStartEvent ? new MappingFrame(line) : new SequenceFrame(line));
        return true;
    }

    private static Optional<String> tag(NodeEvent event) {
        if (event instanceof ScalarEvent scalar) {
            return scalar.getTag();
        }
        if (event instanceof MappingStartEvent mapping) {
            return mapping.getTag();
        }
        return event instanceof SequenceStartEvent sequence ? sequence.getTag() : Optional.empty();
    }

    private static YamlNode.Scalar scalar(ScalarEvent event, int line) {
        Tag tag = RESOLVER.resolve(event.getValue(), event.isPlain());
        YamlNode.Kind kind = YamlNode.Kind.TEXT;
        if (!event.isPlain() || tag.equals(Tag.STR)) {
            kind = YamlNode.Kind.TEXT;
        } else if (tag.equals(Tag.INT)) {
            kind = YamlNode.Kind.INTEGER;
        } else if (tag.equals(Tag.FLOAT)) {
            kind = YamlNode.Kind.NUMBER;
        } else if (tag.equals(Tag.BOOL)) {
            kind = YamlNode.Kind.BOOLEAN;
        } else if (tag.equals(Tag.NULL)) {
            kind = YamlNode.Kind.NOTHING;
        }
        return new YamlNode.Scalar(line, kind, event.getValue());
    }

    private void put(YamlNode node) {
        Frame parent = open.peek();
        if (parent == null) {
            root = node;
        } else {
            parent.add(node);
        }
    }

    private @Nullable YamlNode giveUp(int line, String message, @Nullable String hint) {
        findings.accept(Finding.error(label, line, message, hint));
        return null;
    }

    private static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private interface Frame {
        void add(YamlNode node);

        YamlNode close();
    }

    private static final class SequenceFrame implements Frame {
        private final int line;
        private final List<YamlNode> items = new ArrayList<>();

        SequenceFrame(int line) {
            this.line = line;
        }

        @Override
        public void add(YamlNode node) {
            items.add(node);
        }

        @Override
        public YamlNode close() {
            return new YamlNode.Sequence(line, items);
        }
    }

    private final class MappingFrame implements Frame {
        private final int line;
        private final Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        private @Nullable YamlNode key;

        MappingFrame(int line) {
            this.line = line;
        }

        @Override
        public void add(YamlNode node) {
            YamlNode waiting = key;
            if (waiting == null) {
                key = node;
                return;
            }
            key = null;
            if (!(waiting instanceof YamlNode.Scalar name)) {
                findings.accept(
                        Finding.error(label, waiting.line(), "a key must be one word, not " + waiting.what(), null));
                return;
            }
            YamlNode.Entry first = entries.putIfAbsent(name.text(), new YamlNode.Entry(name.line(), node));
            if (first != null) {
                String message = "key '" + name.text() + "' is here twice, first in line " + first.keyLine();
                findings.accept(Finding.error(label, name.line(), message, "keep one of them"));
            }
        }

        @Override
        public YamlNode close() {
            return new YamlNode.Mapping(line, entries);
        }
    }
}
