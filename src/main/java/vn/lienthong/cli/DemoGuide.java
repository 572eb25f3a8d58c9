package vn.lienthong.cli;

import java.io.PrintStream;
import vn.lienthong.Gateway;
import vn.lienthong.contract.Home;

/** What a person can do with the demo's gateway while it runs. */
record DemoGuide(PrintStream out, Gateway.Ports ports, Home home) {

    /**
     * Prints the addresses, and a line to copy for each of the three users.
     *
     * @param rejected a delivery of tax-01 that has rejected rows
     */
    void print(String rejected) {
        String url = "https://localhost:" + ports.https();
        String certs = home.certs().resolve("dev").toString();
        out.println();
        out.println("partners and central systems   " + url);
        out.println("partners, SFTP                 sftp -P " + ports.sftp() + " -i " + certs
                + "/partners/tax-01/ssh_ed25519 tax-01@localhost");
        out.println("hospitals, portal's calls      https://localhost:" + ports.portal() + "/api/token/take");
        out.println("management (this machine)      http://127.0.0.1:" + ports.management()
                + "/health/ready /metrics /routes");
        out.println();
        String tax = "curl -sS --cacert " + certs + "/ca.crt --cert " + certs + "/partners/tax-01/https.crt --key "
                + certs + "/partners/tax-01/https.key ";
        out.println("push a file:");
        out.println("  gateway/run seal --as tax-01 routes/feeds/tax.payroll/samples/good.csv > /tmp/p.p7m && " + tax
                + "-H \"Repr-Digest: sha-256=:$(openssl dgst -sha256 -binary /tmp/p.p7m | base64):\""
                + " --data-binary @/tmp/p.p7m " + url + "/v1/feeds/" + Demo.PAYROLL + "/deliveries");
        out.println("pull a feed:");
        out.println("  curl -sS --cacert " + certs + "/ca.crt --cert " + certs + "/central/vss/https.crt --key " + certs
                + "/central/vss/https.key -H 'Accept: application/x-ndjson' '" + url + "/v1/feeds/" + Demo.PAYROLL
                + "/events?limit=3'");
        out.println("look at a rejected row:");
        out.println("  " + tax + url + "/v1/deliveries/" + rejected + "/violations | sed -n 1p");
    }
}
