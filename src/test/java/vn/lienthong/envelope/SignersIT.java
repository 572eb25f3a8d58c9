package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static vn.lienthong.delivery.RefusalCode.ENVELOPE_FORBIDDEN;
import static vn.lienthong.delivery.RefusalCode.REVOCATION_UNKNOWN;
import static vn.lienthong.delivery.RefusalCode.SIGNATURE_INVALID;
import static vn.lienthong.delivery.RefusalCode.SIGNER_EXPIRED;
import static vn.lienthong.delivery.RefusalCode.SIGNER_MISMATCH;
import static vn.lienthong.delivery.RefusalCode.SIGNER_REVOKED;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.envelope.DevAuthority.Days;
import vn.lienthong.envelope.DevAuthority.Purpose;
import vn.lienthong.envelope.Opener.AllowedSigner;
import vn.lienthong.envelope.Opener.Verification;

/** Who signed, when, and whether they still may. */
class SignersIT {
    private final Instant now = Instant.now();
    private static final Duration DAY = Duration.ofDays(1);

    private static Agency agency;
    private static DevAuthority authority;
    private static Signer chief;
    private static Signer clerk;

    private Path lists;

    private record Signer(KeyPair pair, X509Certificate certificate) {}

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws IOException {
        agency = new Agency(folder);
        authority = DevAuthority.create("CN=Partners' authority,C=VN");
        chief = signer(Purpose.RSA_SIGNER, Days.fromNow(DAY));
        clerk = signer(Purpose.SIGNER, Days.fromNow(DAY));
    }

    @BeforeEach
    void makeAFolderForRevocationLists(@TempDir Path folder) {
        lists = folder;
    }

    @Test
    void takesAnyOfTheRegisteredSigners() throws Exception {
        // Given
        List<AllowedSigner> both = List.of(allowed(chief), allowed(clerk));

        // When, then
        assertEquals(null, refusal(sealed("SHA256withRSA", chief), both, now));
        assertEquals(null, refusal(sealed("SHA256withECDSA", clerk), both, now));
        assertEquals(null, refusal(sealed("SHA512withECDSA", clerk), both, now));
        assertEquals(null, refusal(sealed("SHA256withRSAandMGF1", chief), both, now));
    }

    @Test
    void refusesAFileSignedByAnUnknownKey() throws Exception {
        // Given
        Path envelope = sealed("SHA256withECDSA", clerk);

        // When, then
        assertEquals(SIGNER_MISMATCH, refusal(envelope, List.of(allowed(chief)), now));
        assertEquals(SIGNER_MISMATCH, refusal(envelope, List.of(), now));
    }

    @Test
    void refusesASignatureByAnotherKeyUnderARegisteredName() throws Exception {
        // Given: the registered certificate is named and enclosed, but another key has signed
        Signer impostor = new Signer(Purpose.SIGNER.newKey(), clerk.certificate);

        // When, then
        assertEquals(SIGNATURE_INVALID, refusal(sealed("SHA256withECDSA", impostor), List.of(allowed(clerk)), now));
    }

    @Test
    void forbidsWeakSignatures() throws Exception {
        // Given
        KeyPair weak = DevAuthority.rsaKey(1024);
        Signer small = new Signer(weak, certificate(Purpose.RSA_SIGNER, weak, Days.fromNow(DAY)));
        List<AllowedSigner> all = List.of(allowed(chief), allowed(clerk), allowed(small));

        // When, then
        assertEquals(ENVELOPE_FORBIDDEN, refusal(sealed("SHA256withRSA", small), all, now));
        assertEquals(ENVELOPE_FORBIDDEN, refusal(sealed("SHA1withRSA", chief), all, now));
        assertEquals(ENVELOPE_FORBIDDEN, refusal(sealed("SHA1withECDSA", clerk), all, now));
        assertEquals(ENVELOPE_FORBIDDEN, refusal(sealed("SHA224withECDSA", clerk), all, now));
        assertEquals(ENVELOPE_FORBIDDEN, refusal(sealed("SHA1withRSAandMGF1", chief), all, now));
    }

    @Test
    void wantsEverySignatureRightAndOneSignerRegistered() throws Exception {
        // Given
        Path both = sealed("SHA256with", chief, clerk);
        Signer impostor = new Signer(Purpose.SIGNER.newKey(), clerk.certificate);

        // When, then
        assertEquals(null, refusal(both, List.of(allowed(clerk)), now));
        assertEquals(null, refusal(both, List.of(allowed(chief)), now));
        assertEquals(SIGNER_MISMATCH, refusal(both, List.of(), now));
        assertEquals(SIGNATURE_INVALID, refusal(sealed("SHA256with", chief, impostor), List.of(allowed(chief)), now));
    }

    @Test
    void boundsTheNumberOfSigners() throws Exception {
        // Given
        Signer[] many = new Signer[SignerCheck.SIGNERS_MAX + 1];
        java.util.Arrays.fill(many, clerk);

        // When, then
        assertEquals(ENVELOPE_FORBIDDEN, refusal(sealed("SHA256with", many), List.of(allowed(clerk)), now));
    }

    @Test
    void refusesASignerOutsideItsDays() throws Exception {
        // Given
        Signer ended = signer(Purpose.SIGNER, new Days(now.minus(DAY.multipliedBy(3)), now.minus(DAY)));
        Path byClerk = sealed("SHA256withECDSA", clerk);
        byte[] der = clerk.certificate.getEncoded();

        // When, then: days of the certificate
        assertEquals(SIGNER_EXPIRED, refusal(sealed("SHA256withECDSA", ended), List.of(allowed(ended)), now));
        assertEquals(
                null,
                refusal(sealed("SHA256withECDSA", ended), List.of(allowed(ended)), now.minus(DAY.multipliedBy(2))));
        assertEquals(SIGNER_EXPIRED, refusal(byClerk, List.of(allowed(clerk)), now.minus(DAY)));
        assertEquals(SIGNER_EXPIRED, refusal(byClerk, List.of(allowed(clerk)), now.plus(DAY.multipliedBy(2))));
        // When, then: days of the registration
        assertEquals(SIGNER_EXPIRED, refusal(byClerk, List.of(new AllowedSigner(der, now.plusSeconds(1), null)), now));
        assertEquals(SIGNER_EXPIRED, refusal(byClerk, List.of(new AllowedSigner(der, null, now.minusSeconds(1))), now));
        assertEquals(null, refusal(byClerk, List.of(new AllowedSigner(der, now, now)), now));
        assertEquals(
                null,
                refusal(
                        byClerk,
                        List.of(new AllowedSigner(der, null, now.minusSeconds(1)), new AllowedSigner(der, now, null)),
                        now));
    }

    @Test
    void refusesASignerOnARevocationList() throws Exception {
        // Given
        Path envelope = sealed("SHA256withECDSA", clerk);
        RevocationLists revocations = RevocationLists.in(lists);

        // When, then: no list, a list without it, a list with it, found without a restart
        assertEquals(null, refusal(envelope, revocations));
        write("der.crl", revocationList(now.plus(DAY)), false);
        assertEquals(null, refusal(envelope, revocations));
        write("pem.crl", revocationList(now.plus(DAY), clerk.certificate.getSerialNumber()), true);
        assertEquals(SIGNER_REVOKED, refusal(envelope, revocations));
        write("pem.crl", revocationList(now.minus(DAY), clerk.certificate.getSerialNumber()), true);
        assertEquals(SIGNER_REVOKED, refusal(envelope, revocations));
    }

    @Test
    void doesNotKnowWhatAnOldListLeavesOpen() throws Exception {
        // Given
        Path envelope = sealed("SHA256withECDSA", clerk);
        RevocationLists revocations = RevocationLists.in(lists);
        write("old.crl", revocationList(now.minusSeconds(60)), false);

        // When, then
        assertEquals(REVOCATION_UNKNOWN, refusal(envelope, revocations));
        write("new.crl", revocationList(now.plus(DAY)), false);
        assertEquals(null, refusal(envelope, revocations));
    }

    @Test
    void ignoresTheListsOfOtherIssuers() throws Exception {
        // Given
        DevAuthority other = DevAuthority.create("CN=Another authority,C=VN");
        Path envelope = sealed("SHA256withECDSA", clerk);
        write("other.crl", revocationList(other, now.minus(DAY), clerk.certificate.getSerialNumber()), false);

        // When, then
        assertEquals(null, refusal(envelope, RevocationLists.in(lists)));
        assertEquals(null, refusal(envelope, RevocationLists.in(lists.resolve("missing"))));
    }

    @Test
    void seesAFolderThatIsMadeLater() throws Exception {
        // Given
        Path envelope = sealed("SHA256withECDSA", clerk);
        Path later = lists.resolve("later");
        RevocationLists revocations = RevocationLists.in(later);

        // When
        Files.createDirectory(later);
        write("new.crl", revocationList(now.plus(DAY), clerk.certificate.getSerialNumber()), false);
        var unused = Files.move(lists.resolve("new.crl"), later.resolve("new.crl"));

        // Then
        assertEquals(SIGNER_REVOKED, refusal(envelope, revocations));
    }

    @Test
    void passesOverFilesThatAreNoLists() throws Exception {
        // Given
        Path envelope = sealed("SHA256withECDSA", clerk);
        var unusedFile = Files.write(lists.resolve("partner.crt"), clerk.certificate.getEncoded());
        var unusedText = Files.writeString(lists.resolve("README.md"), "not a list");

        // When, then
        assertEquals(null, refusal(envelope, RevocationLists.in(lists)));
    }

    @Test
    void stopsAtAListThatCannotBeRead() throws IOException {
        // Given
        var unused = Files.writeString(lists.resolve("broken.crl"), "not a list");

        // When
        KeyFileException refused = assertThrows(KeyFileException.class, () -> RevocationLists.in(lists));

        // Then
        assertEquals(lists.resolve("broken.crl") + ": not a certificate revocation list", refused.getMessage());
    }

    private @Nullable RefusalCode refusal(Path envelope, RevocationLists revocations) throws IOException {
        return refusal(envelope, List.of(allowed(clerk)), now, revocations);
    }

    private static @Nullable RefusalCode refusal(Path envelope, List<AllowedSigner> signers, Instant at)
            throws IOException {
        return refusal(envelope, signers, at, RevocationLists.none());
    }

    private static @Nullable RefusalCode refusal(
            Path envelope, List<AllowedSigner> signers, Instant at, RevocationLists revocations) throws IOException {
        Verification verification = new CmsOpener(agency.keys, revocations).verify(envelope, signers, at);
        assertEquals(verification.refusal() == null, verification.verified() != null);
        return verification.refusal() == null ? null : verification.refusal().code();
    }

    private static AllowedSigner allowed(Signer signer) {
        return Agency.allowed(signer.certificate);
    }

    private static Signer signer(Purpose purpose, Days days) {
        KeyPair pair = purpose.newKey();
        return new Signer(pair, certificate(purpose, pair, days));
    }

    private static X509Certificate certificate(Purpose purpose, KeyPair pair, Days days) {
        return authority.issue(purpose, "CN=somebody", pair.getPublic(), List.of(), days);
    }

    /** Signed by Bouncy Castle, so that algorithms can be had which openssl no longer offers. */
    private static Path sealed(String algorithm, Signer... signers) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        for (Signer signer : signers) {
            String kind = signer.pair.getPrivate().getAlgorithm().equals("RSA") ? "RSA" : "ECDSA";
            String name = algorithm.endsWith("with") ? algorithm + kind : algorithm;
            generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                            .build(
                                    new JcaContentSignerBuilder(name)
                                            .setProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider())
                                            .build(signer.pair.getPrivate()),
                                    signer.certificate));
            generator.addCertificate(new JcaX509CertificateHolder(signer.certificate));
        }
        byte[] signed = generator
                .generate(new CMSProcessableByteArray(new byte[] {1, 2, 3}), true)
                .getEncoded();
        return agency.file(new HandMade(agency.keys.get(1)).seal(signed));
    }

    private static byte[] revocationList(Instant next, BigInteger... serials) throws Exception {
        return revocationList(authority, next, serials);
    }

    private static byte[] revocationList(DevAuthority issuer, Instant next, BigInteger... serials) throws Exception {
        X509v2CRLBuilder builder = new X509v2CRLBuilder(
                X500Name.getInstance(
                        issuer.certificate().getSubjectX500Principal().getEncoded()),
                Date.from(next.minus(DAY)));
        builder.setNextUpdate(Date.from(next));
        for (BigInteger serial : new ArrayList<>(List.of(serials))) {
            builder.addCRLEntry(serial, Date.from(next.minus(DAY)), CRLReason.keyCompromise);
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.key()))
                .getEncoded();
    }

    private void write(String name, byte[] list, boolean pem) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject("X509 CRL", list));
        }
        Path part = Files.write(
                lists.resolveSibling(name + ".part"),
                pem ? text.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII) : list);
        var unused = Files.move(part, lists.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
