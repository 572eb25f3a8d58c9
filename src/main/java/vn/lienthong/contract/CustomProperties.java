package vn.lienthong.contract;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.lienthong.yaml.Nearest;
import vn.lienthong.yaml.YamlMap;

/** Finds our entry among the {@code customProperties} of an ODCS object; those of other tools stay untouched. */
final class CustomProperties {
    private CustomProperties() {}

    /** The value of our entry, or empty when there is none. */
    static Optional<YamlMap> find(YamlMap parent, String ourName) {
        YamlMap found = null;
        @Nullable YamlMap mistyped = null;
        for (YamlMap entry : parent.maps("customProperties")) {
            String name = entry.text("property");
            if (name.equals(ourName)) {
                if (found != null) {
                    entry.error("property", "'" + ourName + "' is here twice", "keep one of them");
                } else {
                    found = entry.map("value");
                }
            } else if (Nearest.of(name, List.of(ourName)) != null) {
                mistyped = entry;
            }
            entry.know("id", "value", "description");
            entry.refuseOthers();
        }
        if (found == null && mistyped != null) {
            mistyped.error("property", "the gateway does not read this entry", "did you mean '" + ourName + "'?");
        }
        return Optional.ofNullable(found);
    }
}
