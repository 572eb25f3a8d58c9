package vn.lienthong.watch;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The named questions whose answers decide whether work may be sent here. */
public final class Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final long CHECK_TIMEOUT_MS = 2_000;

    private final Map<String, Supplier<Future<Boolean>>> checks;

    /** @param checks by name, for example {@code ledger}; a check that fails or does not answer in time says no */
    public Readiness(Map<String, Supplier<Future<Boolean>>> checks) {
        this.checks = new LinkedHashMap<>(checks);
    }

    /** All answers, in the order of the checks. */
    Future<Map<String, Boolean>> ask() {
        Map<String, Boolean> answers = new LinkedHashMap<>();
        List<Future<Boolean>> asked = new ArrayList<>();
        checks.forEach((name, check) -> {
            answers.put(name, false);
            asked.add(one(name, check));
        });
        return Future.join(asked).map(all -> {
            int i = 0;
            for (Map.Entry<String, Boolean> answer : answers.entrySet()) {
                answer.setValue(all.resultAt(i++));
            }
            return answers;
        });
    }

    private static Future<Boolean> one(String name, Supplier<Future<Boolean>> check) {
        Future<Boolean> answer;
        try {
            answer = check.get();
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        return answer.timeout(CHECK_TIMEOUT_MS, TimeUnit.MILLISECONDS).recover(fault -> {
            LOG.atWarn().addKeyValue("check", name).setCause(fault).log("a readiness check failed");
            return Future.succeededFuture(false);
        });
    }
}
