package vn.lienthong.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vn.lienthong.Gateway;
import vn.lienthong.contract.Home;

/**
 * The whole country on one machine: agencies deliver good rows, bad rows and resends, a central system pulls. All data
 * are synthetic and the same in every run, so a second run must store nothing new.
 */
final class Demo {
    private static final int PAYROLL_ROWS = 20_000;
    private static final int PAYROLL_BAD_EVERY = 50;
    private static final int VISITS = 400;
    private static final int VISITS_BAD_EVERY = 40;
    private static final long SEED = 2_026L;
    private static final int WAIT_S = 60;
    private static final int WAITS_MAX = 120;
    private static final String PAYROLL = "tax.payroll";
    private static final String CHECKINS = "health.checkins";

    private final PrintStream out;
    private final Home home;
    private final Gateway gateway;
    private final int scale;
    private final List<Sent> sent = new ArrayList<>();

    /** A delivery of this run and its final status. */
    private record Sent(String partner, String feed, JsonObject status) {}

    Demo(PrintStream out, Home home, Gateway gateway, int scale) {
        this.out = out;
        this.home = home;
        this.gateway = gateway;
        this.scale = scale;
    }

    /** Plays it and prints the table. True when every number balances and central holds exactly the store's state. */
    boolean run(Path work) throws IOException {
        tax(work);
        hospital(work);
        return table();
    }

    private void tax(Path work) throws IOException {
        SyntheticPayroll.Spec spec =
                new SyntheticPayroll.Spec("2026-10", (long) PAYROLL_ROWS * scale, SEED, PAYROLL_BAD_EVERY);
        Path sealed = work.resolve("payroll-2026-10.p7m");
        Progress progress = Progress.start(out, "tax-01 writes and seals its payroll file", spec.rows());
        long bad;
        try (OutputStream file = Files.newOutputStream(sealed);
                OutputStream content =
                        DevSealer.of(home, "tax-01", "envelope-rsa").seal(file)) {
            bad = SyntheticPayroll.write(spec, content).bad();
        }
        progress.end(
                spec.rows() + " rows, " + bad + " of them with a planted mistake, " + Files.size(sealed) + " bytes");
        deliver("tax-01", PAYROLL, sealed);
        resend("tax-01", PAYROLL, sealed);
    }

    private void hospital(Path work) throws IOException {
        Path sealed = work.resolve("checkins.p7m");
        int bad;
        try (OutputStream file = Files.newOutputStream(sealed);
                OutputStream content =
                        DevSealer.of(home, "hospital-01999", "envelope-ec").seal(file)) {
            bad = SyntheticCheckins.write(
                    new SyntheticCheckins.Spec("01999", VISITS * scale, SEED, VISITS_BAD_EVERY), content);
        }
        out.println("hospital-01999 seals its check-ins: " + VISITS * scale + " visits, " + bad + " without a time");
        deliver("hospital-01999", CHECKINS, sealed);
    }

    private void deliver(String partner, String feed, Path sealed) {
        PartnerClient client = client("partners", partner);
        JsonObject custody = send(client, feed, sealed);
        String delivery = custody.getString("delivery");
        out.println(partner + " pushed " + sealed.getFileName() + ": custody receipt "
                + custody.getJsonObject("receipt").getString("receipt"));
        Progress progress = Progress.start(out, "  the gateway verifies, checks and stores", WAITS_MAX);
        for (int i = 0; i < WAITS_MAX; i++) {
            JsonObject status = client.status(delivery, Math.min(WAIT_S, 1 + i)).body();
            progress.at(i);
            if (status.getValue("settled_at") != null || "held".equals(status.getString("state"))) {
                progress.end(status.getString("state"));
                sent.add(new Sent(partner, feed, status));
                return;
            }
        }
        throw new CommandFailed(
                CommandFailed.FINDINGS, "delivery " + delivery + " has no outcome", "see the log above");
    }

    private void resend(String partner, String feed, Path sealed) {
        JsonObject again = send(client("partners", partner), feed, sealed);
        String first = sent.get(sent.size() - 1).status().getString("delivery");
        out.println(partner + " sends the same bytes again (its program timed out): "
                + (first.equals(again.getString("delivery")) ? "same delivery, same receipt" : "ANOTHER delivery"));
        if (!first.equals(again.getString("delivery"))) {
            throw new CommandFailed(CommandFailed.FINDINGS, "a resend made a new delivery", "this is a fault of ours");
        }
    }

    private static JsonObject send(PartnerClient client, String feed, Path sealed) {
        PartnerClient.Answer answer =
                client.send(feed, sealed, sealed.getFileName().toString());
        if (answer.status() != 202 && answer.status() != 200) {
            throw new CommandFailed(
                    CommandFailed.FINDINGS,
                    "the door answered " + answer.status() + " " + answer.body().getString("code", ""),
                    answer.body().getString("detail", "see the log above"));
        }
        return answer.body();
    }

    private PartnerClient client(String kind, String id) {
        Path folder = home.certs().resolve("dev").resolve(kind).resolve(id);
        return PartnerClient.connect(
                URI.create("https://localhost:" + gateway.ports().https()),
                home.certs().resolve("dev/ca.crt"),
                folder.resolve("https.crt"),
                folder.resolve("https.key"));
    }

    private boolean table() {
        boolean well = true;
        TextTable table = new TextTable(
                "partner",
                "feed",
                "door",
                "received",
                "stored",
                "unchanged",
                "rejected",
                "duplicate",
                "stale",
                "held",
                "balanced",
                "pulled by central");
        PartnerClient central = client("central", "vss");
        for (Sent one : sent) {
            JsonObject counts = one.status().getJsonObject("counts");
            boolean balanced = one.status().getBoolean("balanced");
            CentralCopy copy = CentralCopy.pull(central, one.feed());
            boolean same = copy.equalsStore(gateway, one.feed());
            well &= balanced && same && one.status().getValue("settled_at") != null;
            table.row(
                    one.partner(),
                    one.feed(),
                    one.status().getString("door"),
                    counts.getLong("received"),
                    counts.getLong("stored"),
                    counts.getLong("unchanged"),
                    counts.getLong("rejected"),
                    counts.getLong("duplicate"),
                    counts.getLong("stale"),
                    counts.getLong("held"),
                    balanced ? "yes" : "NO",
                    copy.records() + (same ? " = store" : " != store"));
        }
        out.println();
        table.print(out);
        return well;
    }

    /** Addresses, and a line to copy for each of the three users. */
    void tellHowToGoOn() {
        String url = "https://localhost:" + gateway.ports().https();
        String certs = home.certs().resolve("dev").toString();
        String rejected = sent.get(0).status().getString("delivery");
        out.println();
        out.println("partners and central systems   " + url);
        out.println("management (this machine)      http://127.0.0.1:"
                + gateway.ports().management() + "/health/ready /metrics /routes");
        out.println();
        String tax = "curl -sS --cacert " + certs + "/ca.crt --cert " + certs + "/partners/tax-01/https.crt --key "
                + certs + "/partners/tax-01/https.key ";
        out.println("push a file:");
        out.println("  gateway/run seal --as tax-01 routes/feeds/tax.payroll/samples/good.csv > /tmp/p.p7m && " + tax
                + "-H \"Repr-Digest: sha-256=:$(openssl dgst -sha256 -binary /tmp/p.p7m | base64):\""
                + " --data-binary @/tmp/p.p7m " + url + "/v1/feeds/" + PAYROLL + "/deliveries");
        out.println("pull a feed:");
        out.println("  curl -sS --cacert " + certs + "/ca.crt --cert " + certs + "/central/vss/https.crt --key " + certs
                + "/central/vss/https.key -H 'Accept: application/x-ndjson' '" + url + "/v1/feeds/" + PAYROLL
                + "/events?limit=3'");
        out.println("look at a rejected row:");
        out.println("  " + tax + url + "/v1/deliveries/" + rejected + "/violations | head -n 1");
    }
}
