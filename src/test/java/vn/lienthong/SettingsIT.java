package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.Home;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

class SettingsIT {
    private static final Home SHIPPED = Home.of(Path.of(""), Path.of(""));

    @TempDir
    private Path folder = Path.of("");

    private final Findings findings = new Findings();

    /** The project's home with other settings. */
    private Settings read(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
        Home home =
                new Home(SHIPPED.root(), file, SHIPPED.partners(), SHIPPED.routes(), SHIPPED.certs(), SHIPPED.data());
        return Settings.read(home, findings);
    }

    @Test
    void theShippedFileSaysTheDefaults() throws IOException {
        Settings shipped = Settings.read(SHIPPED, findings);
        assertEquals(shipped, read("gateway: lien-thong\n"));
        assertEquals(List.of(), findings.list());
    }

    @Test
    void looksForRevocationListsWhenNobodySaysWhere() throws IOException {
        Settings settings = read("keys: {receipts: {certificate: certs/r.crt, key: certs/r.key}}\n");
        assertEquals(SHIPPED.certs().resolve("trust"), settings.keys().revocation());
        assertEquals(List.of(), findings.list());
    }

    @Test
    void knowsNoKeyThatTheShippedFileDoesNotHave() throws IOException {
        var unused = read("keys: {none: {certificate: certs/r.crt, key: certs/r.key}}\n");
        assertEquals(
                List.of("unknown key 'none'"),
                findings.list().stream().map(Finding::message).toList());
    }
}
