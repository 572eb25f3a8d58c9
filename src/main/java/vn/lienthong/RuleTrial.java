package vn.lienthong;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.RuleSwitch;
import vn.lienthong.delivery.Verdict;
import vn.lienthong.envelope.Opener;
import vn.lienthong.ledger.FileOriginals;
import vn.lienthong.ledger.History;
import vn.lienthong.postgres.CannotStart;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.EmbeddedServer;
import vn.lienthong.postgres.Secrets;
import vn.lienthong.postgres.ServerAddress;
import vn.lienthong.validate.CompiledRules;
import vn.lienthong.validate.NativeRule;
import vn.lienthong.validate.RecordCheck;

/**
 * Says what the rules as they now stand in the files would have done to the last deliveries: opens their sealed
 * originals, checks them again, and compares the counts with those that the ledger keeps. Changes nothing: it reads the
 * ledger as its reader, and the originals as they lie. Works beside a running gateway and without one.
 *
 * <p>Signatures in documents are not looked at: deliveries refused for theirs are left out.
 */
public final class RuleTrial {
    private final Installation installation;
    private final Keyring keyring;
    private final CompiledRules rules;
    private final Path scratch;

    /**
     * Counts of one rule for one partner.
     *
     * @param rule {@code RULE_...}; {@link #REJECTED} for whole records
     * @param reason why the operator lets it weigh otherwise for that partner now; empty when he does not
     */
    public record Line(String partner, String rule, long before, long after, String reason) {}

    /** In place of a rule: records that were rejected. */
    public static final String REJECTED = "rejected records";

    /**
     * @param deliveries that were checked again
     * @param unreadable whose originals are gone or cannot be opened any more
     */
    public record Report(int deliveries, int unreadable, List<Line> lines) {}

    private RuleTrial(Installation installation, Contract contract, Path scratch) throws IOException {
        this.installation = installation;
        this.keyring = Keyring.read(installation.settings(), installation.partners());
        this.rules = CompiledRules.of(contract);
        this.scratch = scratch;
    }

    /**
     * Checks the last deliveries of a feed again. Blocking.
     *
     * @param scratch an existing folder for intermediate files
     * @throws CannotStart when there is no database to ask
     */
    public static Report run(Installation installation, Contract contract, int last, Path scratch)
            throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        try (Ledgers ledgers = Ledgers.open(vertx, installation)) {
            List<History.Checked> deliveries =
                    Worker.await(new History(ledgers.database()).last(contract.feed(), last, SignatureWatch.REFUSALS));
            return new RuleTrial(installation, contract, scratch).again(vertx, contract, deliveries);
        } finally {
            Worker.await(vertx.close());
        }
    }

    private Report again(Vertx vertx, Contract contract, List<History.Checked> deliveries)
            throws IOException, InterruptedException {
        Map<String, Map<String, long[]>> counts = new TreeMap<>();
        int unreadable = 0;
        Path folder = installation.home().data().resolve("originals");
        try (FileOriginals originals = new FileOriginals(vertx, folder, 0)) {
            for (History.Checked delivery : deliveries) {
                Optional<Verdict> verdict = again(originals.path(delivery.original()), contract, delivery);
                if (verdict.isEmpty()) {
                    unreadable++;
                    continue;
                }
                String partner = delivery.head().lane().partner();
                Map<String, long[]> of = counts.computeIfAbsent(partner, p -> new TreeMap<>());
                note(of, delivery, verdict.get());
            }
        }
        List<Line> lines = new ArrayList<>();
        LocalDate today = LocalDate.now(CheckStage.ZONE);
        counts.forEach((partner, rules) -> {
            RecordCheck.Terms terms = terms(partner, contract);
            rules.forEach(
                    (rule, pair) -> lines.add(new Line(partner, rule, pair[0], pair[1], reason(terms, rule, today))));
        });
        return new Report(deliveries.size() - unreadable, unreadable, lines);
    }

    /** Adds what the rules said of a delivery, and what they say now. */
    static void note(Map<String, long[]> counts, History.Checked delivery, Verdict verdict) {
        count(counts, REJECTED)[0] += delivery.counts().rejected();
        count(counts, REJECTED)[1] += verdict.rejected();
        JsonObject before = delivery.rules();
        for (String rule : before.fieldNames()) {
            if (isAsked(rule)) {
                count(counts, rule)[0] += before.getLong(rule);
            }
        }
        verdict.rules().forEach((rule, n) -> {
            if (isAsked(rule)) {
                count(counts, rule)[1] += n;
            }
        });
    }

    /** What the store found, such as a stale record or a group that it kept, no rule was asked for. */
    private static boolean isAsked(String rule) {
        return rule.startsWith("RULE_") && !rule.equals(NativeRule.RULE_GROUP_KEPT.name());
    }

    private static long[] count(Map<String, long[]> counts, String rule) {
        return counts.computeIfAbsent(rule, r -> new long[2]);
    }

    /** The verdict that the delivery would get now; empty when its original cannot be opened. */
    private Optional<Verdict> again(Path original, Contract contract, History.Checked delivery)
            throws IOException, InterruptedException {
        if (!Files.exists(original)) {
            return Optional.empty();
        }
        var head = delivery.head();
        Opener.Verification verification =
                keyring.opener().verify(original, keyring.signers().of(head), head.receivedAt());
        Opener.Verified verified = verification.verified();
        if (verified == null) {
            return Optional.empty();
        }
        CheckSetup setup = new CheckSetup(
                rules,
                installation.codeLists(),
                terms(head.lane().partner(), contract),
                head.receivedAt().atZone(CheckStage.ZONE).toLocalDate(),
                new IdentityKey(new byte[IdentityKey.BYTES]),
                scratch,
                Runnable::run,
                1);
        try (InputStream content = keyring.opener().open(original, verified)) {
            return Optional.of(CheckRun.run(content, setup, violations -> {}));
        }
    }

    /** Why the rule weighs otherwise on that day, or empty. */
    static String reason(RecordCheck.Terms terms, String rule, LocalDate day) {
        return RuleSwitch.of(terms.switches(), rule, day)
                .map(RuleSwitch::reason)
                .orElse("");
    }

    /** A partner that may no longer send is checked without any terms of its own. */
    private RecordCheck.Terms terms(String partner, Contract contract) {
        Optional<Partner> known = installation.partners().byId(partner);
        Partner.Sends sends = known.isEmpty() ? null : known.get().sends().get(contract.feed());
        return sends == null ? RecordCheck.Terms.NONE : new RecordCheck.Terms(sends.scope(), sends.rules());
    }

    /** The ledger's database: an external one, the running gateway's own, or the same started for this look. */
    private record Ledgers(Database database, Optional<EmbeddedServer> started) implements AutoCloseable {

        static Ledgers open(Vertx vertx, Installation installation) {
            Settings.DatabaseSettings settings = installation.settings().database();
            String url = settings.ledger();
            Path secrets = settings.secrets();
            if (url != null && secrets != null) {
                return new Ledgers(
                        Database.attach(vertx, ServerAddress.parse(url), Secrets.read(secrets)), Optional.empty());
            }
            Path data = installation.home().data();
            EmbeddedServer.Settings embedded = new EmbeddedServer.Settings(
                    data.resolve("postgres"), data.resolve("postgres-programs"), settings.port());
            Optional<EmbeddedServer.Running> running = EmbeddedServer.running(embedded);
            if (running.isPresent()) {
                var server = running.get();
                return new Ledgers(Database.attach(vertx, server.address(), server.secrets()), Optional.empty());
            }
            if (!EmbeddedServer.exists(embedded)) {
                throw new CannotStart(
                        "there is no delivery yet: " + embedded.folder() + " has no database",
                        "is --home right? gateway/run serve makes it");
            }
            EmbeddedServer server = EmbeddedServer.start(embedded);
            try {
                Database database = Database.attach(vertx, server.address(), server.secrets());
                return new Ledgers(database, Optional.of(server));
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
        }

        @Override
        public void close() {
            Worker.await(database.close());
            started.ifPresent(EmbeddedServer::close);
        }
    }
}
