package vn.lienthong;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Identifier;
import vn.lienthong.delivery.Severity;

/** Builds a field of a test's contract: says only what the test is about. */
public final class FieldSpec {
    private final String source;
    private final String name;
    private final FieldType type;
    private boolean required;
    private int key;
    private List<String> formats = List.of();
    private int lengthMin;
    private int lengthMax = Integer.MAX_VALUE;
    private @Nullable String pattern;
    private @Nullable Long min;
    private @Nullable Long max;
    private int scale;
    private Field.@Nullable IdentifierCheck identifier;
    private Field.@Nullable CodeListCheck codeList;
    private List<String> normalizers = List.of();
    private Map<String, String> map = Map.of();

    private FieldSpec(String source, String name, FieldType type) {
        this.source = source;
        this.name = name;
        this.type = type;
    }

    public static FieldSpec of(String source, String name, FieldType type) {
        return new FieldSpec(source, name, type);
    }

    public static FieldSpec text(String name) {
        return new FieldSpec(name, name, FieldType.TEXT);
    }

    public FieldSpec required() {
        required = true;
        return this;
    }

    public FieldSpec key(int position) {
        key = position;
        return required();
    }

    public FieldSpec formats(String... accepted) {
        formats = List.of(accepted);
        return this;
    }

    public FieldSpec length(int least, int most) {
        lengthMin = least;
        lengthMax = most;
        return this;
    }

    public FieldSpec pattern(String expression) {
        pattern = expression;
        return this;
    }

    public FieldSpec range(@Nullable Long least, @Nullable Long most) {
        min = least;
        max = most;
        return this;
    }

    public FieldSpec scale(int digits) {
        scale = digits;
        return this;
    }

    public FieldSpec identifier(Identifier kind, Severity severity) {
        identifier = new Field.IdentifierCheck(kind, severity);
        return this;
    }

    public FieldSpec codeList(String list, @Nullable String at, Severity severity) {
        codeList = new Field.CodeListCheck(list, at, severity);
        return this;
    }

    public FieldSpec normalizers(String... words) {
        normalizers = List.of(words);
        return this;
    }

    public FieldSpec map(Map<String, String> fromTo) {
        map = fromTo;
        return this;
    }

    Field build(int index) {
        return new Field(
                index,
                source,
                name,
                name,
                type,
                required,
                key,
                formats,
                lengthMin,
                lengthMax,
                pattern,
                min,
                max,
                scale,
                identifier,
                codeList,
                normalizers,
                Field.Classification.OPEN,
                map);
    }
}
