package vn.lienthong.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import vn.lienthong.Gateway;
import vn.lienthong.contract.Home;

/**
 * The whole country on one machine: agencies of four kinds deliver through five doors, good rows, bad rows, a resend, a
 * correction; one is silent; a central system pulls. All data are synthetic and the same in every run, so a second run
 * must store nothing new.
 */
final class Demo {
    /** How the portal writes a time, in Viet Nam. */
    private static final DateTimeFormatter PORTAL_TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneId.of("Asia/Ho_Chi_Minh"));

    private static final int PAYROLL_ROWS = 20_000;
    private static final int PAYROLL_BAD_EVERY = 50;
    private static final int VISITS = 400;
    private static final int BAD_EVERY = 40;
    private static final int CLAIMS = 160;
    private static final int WORKERS = 300;
    private static final int CASUAL = 25;
    private static final int RESIDENTS = 500;
    private static final int ENTERPRISES = 200;
    private static final int ENTERPRISES_A_PAGE = 50;
    private static final int UNITS = 120;
    private static final long SEED = 2_026L;
    private static final int WAIT_S = 60;
    private static final int WAITS_MAX = 120;
    static final String PAYROLL = "tax.payroll";
    private static final String CHECKINS = "health.checkins";
    private static final String CLAIMS_FEED = "health.claims";
    private static final String HOSPITAL = "hospital-01999";
    private static final String SETTLEMENT = "tax.settlement";
    private static final String RESIDENTS_FEED = "police.residents";
    private static final String UNITS_FEED = "police.units";
    private static final String ENTERPRISES_FEED = "planning.enterprises";

    private final PrintStream out;
    private final Home home;
    private final Gateway gateway;
    private final DemoCountry country;
    private final DemoRoutes routes;
    private final int scale;
    private final Instant started = Instant.now();
    private final List<Sent> sent = new ArrayList<>();

    /** A delivery of this run and its final status. */
    private record Sent(String partner, String feed, JsonObject status) {}

    Demo(PrintStream out, Gateway gateway, DemoCountry country, int scale) {
        this.out = out;
        this.home = country.home();
        this.gateway = gateway;
        this.country = country;
        this.routes = new DemoRoutes(gateway.ports().management());
        this.scale = scale;
    }

    /** Plays it and prints the tables. True when every number balances and central holds exactly the store's state. */
    boolean run(Path work) throws IOException {
        payroll(work);
        checkins(work);
        claims(work);
        settlement(work);
        residents(work);
        units();
        enterprises();
        boolean late = routes.awaitLate(DemoCountry.SILENT_ROUTE, country.deadline(), out);
        boolean well = table();
        out.println();
        routes.table().print(out);
        return well && late;
    }

    // --- the agencies ------------------------------------------------------------------------------------------------

    private void payroll(Path work) throws IOException {
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

    private void checkins(Path work) throws IOException {
        int bad;
        Path sealed = work.resolve("checkins.p7m");
        try (OutputStream file = Files.newOutputStream(sealed);
                OutputStream content =
                        DevSealer.of(home, "hospital-01999", "envelope-ec").seal(file)) {
            bad = SyntheticCheckins.write(
                    new SyntheticCheckins.Spec("01999", VISITS * scale, SEED, BAD_EVERY), content);
        }
        out.println("hospital-01999 seals its check-ins: " + VISITS * scale + " visits, " + bad + " without a time");
        deliver("hospital-01999", CHECKINS, sealed);
    }

    /** A bundle of claims over SFTP, sealed; another one as the hospital's program sends it to the insurer's portal. */
    private void claims(Path work) throws IOException {
        Path sealed = work.resolve("claims-2026-10.p7m");
        long bad;
        try (OutputStream file = Files.newOutputStream(sealed);
                OutputStream content =
                        DevSealer.of(home, "hospital-01999", "envelope-rsa").seal(file)) {
            bad = SyntheticClaims.write(bundle(LocalDate.of(2026, 10, 31), SyntheticClaims.Form.BASE64), content)
                    .bad();
        }
        out.println("hospital-01999 seals the claims of " + CLAIMS * scale + " visits, " + bad + " with a mistake");
        pushBySftp(HOSPITAL, CLAIMS_FEED, sealed);

        Path plain = work.resolve("claims-portal.xml");
        try (OutputStream file = Files.newOutputStream(plain)) {
            var unused = SyntheticClaims.write(bundle(LocalDate.of(2026, 11, 10), SyntheticClaims.Form.NESTED), file);
        }
        PortalClient portal = PortalClient.login(
                gateway.ports().portal(),
                home.certs().resolve("dev/ca.crt"),
                DemoCountry.PORTAL_USER,
                country.portalPassword());
        String begun = PORTAL_TIME.format(Instant.now());
        JsonObject first = portal.submit(plain, "01999");
        JsonObject again = portal.submit(plain, "01999");
        String delivery = first.getString("maGiaoDich");
        out.println("hospital-01999 sent another bundle to the portal door: maKetQua " + first.getString("maKetQua")
                + ", maGiaoDich " + delivery
                + (first.equals(again) ? "; sent again: the same" : "; SENT AGAIN: ANOTHER"));
        if (delivery == null || !first.equals(again)) {
            throw new CommandFailed(CommandFailed.FINDINGS, "the portal door answered otherwise", "see the log above");
        }
        if (first.getString("thoiGianTiepNhan", "").compareTo(begun) < 0) {
            out.println(
                    "  the same bytes came a few minutes ago: that is the delivery of an earlier run, nothing new is stored");
        } else {
            settled(HOSPITAL, CLAIMS_FEED, delivery);
        }
    }

    private SyntheticClaims.Spec bundle(LocalDate sentOn, SyntheticClaims.Form form) {
        return new SyntheticClaims.Spec("01999", sentOn, (long) CLAIMS * scale, SEED, form, BAD_EVERY);
    }

    /** A settlement and its amendment, over SFTP: one worker is no longer in it, another has a higher income. */
    private void settlement(Path work) throws IOException {
        SyntheticSettlement.Spec first = SyntheticSettlement.Spec.first(2025, WORKERS * scale, CASUAL, SEED);
        SyntheticSettlement.Spec amended =
                new SyntheticSettlement.Spec(2025, 1, WORKERS * scale, CASUAL, SEED, Set.of(3), Set.of(5), Set.of());
        out.println("tax-01 seals an employer's settlement of 2025, and its amendment that drops one worker");
        pushBySftp("tax-01", SETTLEMENT, settlement(work, "settlement-2025-L00.p7m", first));
        pushBySftp("tax-01", SETTLEMENT, settlement(work, "settlement-2025-L01.p7m", amended));
    }

    private Path settlement(Path work, String name, SyntheticSettlement.Spec spec) throws IOException {
        Path sealed = work.resolve(name);
        try (OutputStream file = Files.newOutputStream(sealed);
                OutputStream content =
                        DevSealer.of(home, "tax-01", "envelope-rsa").seal(file)) {
            var employer = SyntheticSettlement.write(spec, content);
            assert !employer.isEmpty();
        }
        return sealed;
    }

    private void residents(Path work) throws IOException {
        Path sealed = work.resolve("residents.p7m");
        int bad;
        try (OutputStream file = Files.newOutputStream(sealed);
                OutputStream content =
                        DevSealer.of(home, "police-01", "envelope-ec").seal(file)) {
            bad = SyntheticResidents.write(new SyntheticResidents.Spec(RESIDENTS * scale, SEED, BAD_EVERY), content);
        }
        out.println("police-01 seals " + RESIDENTS * scale + " residents, " + bad + " with an impossible birthday");
        pushBySftp("police-01", RESIDENTS_FEED, sealed);
    }

    private void units() throws IOException {
        int bad = country.lay("don-vi-2026-10.csv", new SyntheticUnits.Spec(UNITS * scale, SEED, BAD_EVERY));
        out.println("police-01 lays a spreadsheet of " + UNITS * scale + " units on its own SFTP server, " + bad
                + " with a finding that nobody knows");
        fetched("police-01", UNITS_FEED, DemoCountry.UNITS_ROUTE);
    }

    private void enterprises() {
        country.publish(
                SyntheticEnterprises.all(new SyntheticEnterprises.Spec(ENTERPRISES * scale, SEED, BAD_EVERY)),
                ENTERPRISES_A_PAGE * scale);
        out.println("planning-01 publishes " + ENTERPRISES * scale + " enterprises in its API, every " + BAD_EVERY
                + "th with a wrong tax code");
        fetched("planning-01", ENTERPRISES_FEED, DemoCountry.ENTERPRISES_ROUTE);
    }

    // --- the doors ---------------------------------------------------------------------------------------------------

    private void deliver(String partner, String feed, Path sealed) {
        JsonObject custody = send(client("partners", partner), feed, sealed);
        out.println(partner + " pushed " + sealed.getFileName() + " over HTTPS: custody receipt "
                + custody.getJsonObject("receipt").getString("receipt"));
        settled(partner, feed, custody.getString("delivery"));
    }

    /** Pushes, and fetches the receipts and the report from beside the file. */
    private void pushBySftp(String partner, String feed, Path sealed) throws IOException {
        String name = sealed.getFileName().toString();
        try (PartnerSftp sftp =
                PartnerSftp.connect(home, partner, gateway.ports().sftp())) {
            sftp.push(feed, sealed, name);
            String custody = sftp.await("/receipts", name + ".", ".custody.json");
            out.println(partner + " pushed " + name + " over SFTP and finds /receipts/" + custody);
            String delivery = new JsonObject(sftp.read("/receipts/" + custody)).getString("delivery");
            settled(partner, feed, delivery);
            String outcome = sftp.await("/receipts", name + "." + delivery, ".outcome.json");
            long reported = sftp.read("/reports/" + sftp.await("/reports", name + "." + delivery, ".ndjson"))
                    .lines()
                    .count();
            out.println("  beside it now: " + outcome + ", and a report of " + Plural.of(reported, "line"));
        }
    }

    /** Waits until the gateway has been there and everything it fetched has an outcome. */
    private void fetched(String partner, String feed, String route) {
        PartnerClient client = client("partners", partner);
        Progress progress =
                Progress.start(out, "  the gateway fetches, verifies, checks and stores", DemoRoutes.LOOKS_MAX);
        for (int i = 0; i < DemoRoutes.LOOKS_MAX; i++) {
            progress.at(i);
            JsonObject seen = routes.one(route);
            List<JsonObject> deliveries = client.deliveries(feed);
            boolean ended = deliveries.stream().allMatch(d -> d.getValue("settled_at") != null);
            if (seen.getValue("last_success") != null
                    && !deliveries.isEmpty()
                    && ended
                    && routes.isQuietAfter(route, seen)) {
                List<JsonObject> ofThisRun = deliveries.stream()
                        .filter(d -> !d.getInstant("received_at").isBefore(started))
                        .toList();
                progress.end(ofThisRun.isEmpty() ? "nothing new there" : Plural.of(ofThisRun.size(), "delivery"));
                ofThisRun.forEach(status -> sent.add(new Sent(partner, feed, status)));
                if (ofThisRun.isEmpty()) {
                    sent.add(new Sent(partner, feed, nothing(route)));
                }
                return;
            }
            LockSupport.parkNanos(DemoRoutes.LOOK_EVERY.toNanos());
        }
        throw new CommandFailed(CommandFailed.FINDINGS, "nothing was fetched on " + route, "see GET /routes");
    }

    /** What a status would say of a visit that found nothing new. */
    private static JsonObject nothing(String route) {
        JsonObject counts = new JsonObject();
        for (String count : List.of("received", "stored", "unchanged", "rejected", "duplicate", "stale")) {
            counts.put(count, 0);
        }
        return new JsonObject()
                .put("door", route.substring(0, route.indexOf('.')))
                .put("counts", counts)
                .put("removed", 0)
                .put("balanced", true)
                .put("settled_at", Instant.now());
    }

    private void settled(String partner, String feed, String delivery) {
        PartnerClient client = client("partners", partner);
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

    // --- the end ----------------------------------------------------------------------------------------------------

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
                "removed",
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
                    one.status().getLong("removed"),
                    balanced ? "yes" : "NO",
                    copy.records() + (same ? " = store" : " != store"));
        }
        out.println();
        table.print(out);
        return well;
    }

    /** Addresses, and a line to copy for each of the three users. */
    void tellHowToGoOn() {
        String rejected = sent.get(0).status().getString("delivery");
        new DemoGuide(out, gateway.ports(), home).print(rejected);
    }
}
