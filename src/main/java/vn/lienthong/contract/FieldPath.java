package vn.lienthong.contract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a field stands in a file of XML or JSON.
 *
 * @param origin from where the path counts
 * @param steps names of elements or members; empty when it differs by kind, or when there is no path
 * @param byKind kind of record to steps below it, in the order of the contract; a kind without entry does not have the
 *     field; empty when the path is the same for every kind
 */
public record FieldPath(Origin origin, List<String> steps, Map<String, List<String>> byKind) {

    public FieldPath {
        steps = List.copyOf(steps);
        byKind = Collections.unmodifiableMap(new LinkedHashMap<>(byKind));
    }

    /** What a path counts from. */
    public enum Origin {
        /** The record, or the row of the child table. */
        RECORD,
        /** The root of the file: head data, the same for every record. */
        HEAD,
        /** No path: the value is the kind of the record. */
        KIND,
        /** No path: the value is made from another field. */
        DERIVED
    }

    static FieldPath below(List<String> steps) {
        return new FieldPath(Origin.RECORD, steps, Map.of());
    }

    static FieldPath none(Origin origin) {
        return new FieldPath(origin, List.of(), Map.of());
    }

    /** A field that is one element or member of the record itself. */
    public static FieldPath named(String source) {
        return below(List.of(source));
    }

    /**
     * The steps in records of a kind.
     *
     * @param kind null when the contract has no kinds
     * @return null when records of that kind do not have the field
     */
    public @Nullable List<String> steps(@Nullable String kind) {
        return byKind.isEmpty() ? steps : byKind.get(kind == null ? "" : kind);
    }
}
