package vn.lienthong.yaml;

import java.util.List;
import java.util.Map;

/** One value of a YAML file and the line on which it starts. */
sealed interface YamlNode {

    int line();

    /** What an operator would call it. */
    String what();

    /** What a plain or quoted value is by YAML 1.2's core schema. */
    enum Kind {
        TEXT("a text"),
        INTEGER("a whole number"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        NOTHING("nothing");

        private final String what;

        Kind(String what) {
            this.what = what;
        }
    }

    /** @param text as written, without its quotes */
    record Scalar(int line, Kind kind, String text) implements YamlNode {
        @Override
        public String what() {
            return kind.what;
        }
    }

    record Sequence(int line, List<YamlNode> items) implements YamlNode {
        @Override
        public String what() {
            return "a list";
        }
    }

    record Mapping(int line, Map<String, Entry> entries) implements YamlNode {
        @Override
        public String what() {
            return "a map";
        }
    }

    record Entry(int keyLine, YamlNode value) {}
}
