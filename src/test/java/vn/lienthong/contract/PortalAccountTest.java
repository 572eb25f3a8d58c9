package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.contract.Partner.PortalAccount;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;
import vn.lienthong.yaml.YamlFile;

/** Accounts of the portal door as partner files say them: what passes here does not stop the door later. */
class PortalAccountTest {
    private static final String HASH = "pbkdf2-sha256$600000$" + "A".repeat(22) + "==$" + "B".repeat(43) + "=";

    private static final String GOOD =
            """
            partner: hospital-01
            name: Hospital
            identity:
              portal:
                - user: 01999_BV
                  password: %s
                  addresses: [203.0.113.7, 198.51.100.0/24, "2001:db8::/32"]
                  facilities: ['01999']
                - user: 01999_XA
                  password: %s
                  addresses: [203.0.113.7]
                  facilities: ['01999']
            """
                    .formatted(HASH, HASH);

    private final Findings findings = new Findings();

    private Optional<Partner> read(String yaml) {
        YamlFile file =
                YamlFile.parse(yaml.getBytes(StandardCharsets.UTF_8), "gateway/partners/hospital-01.yaml", findings);
        return PartnerReader.of(Home.of(Path.of("home"), Path.of("home")), file, Contracts.of(List.of()), findings);
    }

    private List<String> found() {
        return findings.list().stream().map(Finding::toString).toList();
    }

    @Test
    void readsAnAccount() {
        // When
        Partner partner = read(GOOD).orElseThrow(() -> new AssertionError(found()));

        // Then
        PortalAccount account = partner.portal().get(0);
        assertEquals("01999_BV", account.user());
        assertEquals(HASH, account.password().text());
        assertEquals(List.of("01999"), account.facilities());
        assertEquals(3, account.addresses().size());
        assertTrue(account.addresses().get(2).contains("2001:db8::7"));
        assertFalse(account.toString().contains("AAAA")
                || account.password().toString().contains("AAAA"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$600000$ | $99999$ | 6 | 'password' is no hash of 100000 to 10000000 rounds",
                "$600000$ | $10000001$ | 6 | 'password' is no hash of 100000 to 10000000 rounds",
                "$600000$ | $99999999$ | 6 | 'password' is no hash of 100000 to 10000000 rounds",
                "pbkdf2-sha256 | bcrypt | 6 | 'password' is no hash of 100000 to 10000000 rounds",
                "203.0.113.7, | 203.0.113.256, | 7 | an entry of 'addresses' is no address or network",
                "198.51.100.0/24 | 198.51.100.0/33 | 7 | an entry of 'addresses' is no address or network",
                "2001:db8::/32 | 2001:db8:::/32 | 7 | an entry of 'addresses' is no address or network",
                "2001:db8::/32 | 2001:db8::/129 | 7 | an entry of 'addresses' is no address or network",
                "2001:db8::/32 | localhost | 7 | an entry of 'addresses' is no address or network",
                "01999_XA | 01999_BV | 9 | 'user' is the name of another account of this file"
            })
    void refusesAnAccountThatTheDoorCouldNotUse(String part, String other, int line, String message) {
        // When
        Optional<Partner> partner = read(GOOD.replaceFirst(
                java.util.regex.Pattern.quote(part), java.util.regex.Matcher.quoteReplacement(other)));

        // Then
        assertEquals(Optional.empty(), partner);
        assertTrue(
                found().get(0).startsWith("gateway/partners/hospital-01.yaml:" + line + ": error: " + message),
                () -> found().toString());
    }

    @Test
    void refusesASecondPartnerWithTheUserOfAnother() {
        // Given
        PortalAccount account =
                new PortalAccount("01999_BV", PasswordHash.parse(HASH).orElseThrow(), List.of(), List.of("01999"));
        Partner first = partner("p1", account);
        Partner second = partner("p2", account);

        // When
        Partners partners = Partners.of(List.of(first, second), findings);

        // Then
        assertEquals(List.of(first), partners.all());
        assertEquals(
                List.of(
                        "gateway/partners/p2.yaml:1: error: its portal user '01999_BV' belongs to partner 'p1' already\n"
                                + "hint: give each partner keys and accounts of its own"),
                found());
    }

    private static Partner partner(String id, PortalAccount account) {
        return new Partner(id, id, List.of(), List.of(), List.of(), List.of(account), Map.of(), Map.of());
    }

    @Test
    void comparesAddressesBitByBit() {
        Network odd = Network.parse("203.0.113.128/25").orElseThrow();
        assertTrue(odd.contains("203.0.113.255"));
        assertFalse(odd.contains("203.0.113.127"));
        assertTrue(odd.contains("::ffff:203.0.113.200"), "an IPv4 address inside IPv6");
        assertFalse(odd.contains("2001:db8::1"));
        assertFalse(odd.contains("no address"));
        assertTrue(Network.parse("0.0.0.0/0").orElseThrow().contains("8.8.8.8"));
        assertEquals(Optional.empty(), Network.parse("203.0.113.0/33"));
        assertEquals(Optional.empty(), Network.parse("203.0.113.0/x"));
    }
}
