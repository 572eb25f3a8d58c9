package vn.lienthong.contract;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Severity;
import vn.lienthong.yaml.Nearest;
import vn.lienthong.yaml.YamlMap;

/** Reads {@code sends.<feed>.rules} of a partner's file. */
final class RuleSwitchReader {
    static final int SWITCHES_MAX = 200;
    private static final int REASON_CHARS_MAX = 500;

    private RuleSwitchReader() {}

    static List<RuleSwitch> read(YamlMap sends, Contract contract) {
        List<RuleSwitch> switches = new ArrayList<>();
        Set<String> codes = new HashSet<>();
        List<YamlMap> entries = sends.maps("rules");
        if (entries.size() > SWITCHES_MAX) {
            sends.error("rules", "more than " + SWITCHES_MAX + " entries", "change the contract instead");
            return List.of();
        }
        for (YamlMap entry : entries) {
            RuleSwitch one = read(entry, contract, codes);
            if (one != null) {
                switches.add(one);
            }
        }
        return switches;
    }

    private static @Nullable RuleSwitch read(YamlMap entry, Contract contract, Set<String> codes) {
        String code = entry.text("rule");
        TreeMap<String, Severity> rules = new TreeMap<>();
        contract.rules().forEach(r -> rules.put(r.code(), r.severity()));
        if (RuleReader.NATIVE.contains(code)) {
            String hint = "only rules of the contract's 'quality' can weigh otherwise for a partner";
            entry.error("rule", "'" + code + "' is asked by the gateway itself", hint);
        } else if (!code.isEmpty() && !rules.containsKey(code)) {
            String message = "feed '" + contract.feed() + "' has no rule '" + code + "'";
            entry.error("rule", message, Nearest.hint(code, rules.keySet()));
        } else if (!codes.add(code)) {
            entry.error("rule", "rule '" + code + "' is here twice", null);
        }
        if (!entry.has("severity")) {
            entry.error("severity", "'severity' is missing", "error, warning, notice or off");
        }
        Optional<Severity> severity = entry.choice(
                "severity",
                Map.of(
                        "error", Optional.of(Severity.ERROR),
                        "warning", Optional.of(Severity.WARNING),
                        "notice", Optional.of(Severity.NOTICE),
                        "off", Optional.empty()),
                Optional.of(Severity.ERROR));
        LocalDate until = entry.dateOrNull("until");
        if (!entry.has("until")) {
            entry.error("until", "'until' is missing: a switch has a last day", "like until: 2026-12-31");
        }
        String reason = entry.text("reason");
        if (reason.length() > REASON_CHARS_MAX) {
            entry.error("reason", "'reason' is longer than " + REASON_CHARS_MAX + " characters", null);
        }
        if (severity.isPresent() && severity.get() == rules.get(code)) {
            entry.warning("severity", "rule '" + code + "' has this severity already", "remove the entry");
        }
        entry.refuseOthers();
        return until == null ? null : new RuleSwitch(code, severity.orElse(null), until, reason);
    }
}
