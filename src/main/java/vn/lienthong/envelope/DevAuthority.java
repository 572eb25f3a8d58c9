package vn.lienthong.envelope;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;

/**
 * A certificate authority for development and tests: it issues whatever it is asked for, so it must never be trusted by
 * an installation that holds real data. Safe for use by many threads.
 */
public final class DevAuthority {
    /** The name of {@link DevPki}'s authority, as RFC 2253 writes it. */
    public static final String NAME = "CN=Lien Thong development CA,O=Lien Thong,C=VN";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SERIAL_BITS = 159;
    private static final int RSA_BITS = 3072;
    private static final String CURVE = "secp256r1";
    private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);

    /** A clock that is a little late must not refuse a certificate that was made just now. */
    private static final Duration BACKDATING = Duration.ofMinutes(5);

    private final PrivateKey key;
    private final X509Certificate certificate;

    /** What a certificate is for: its key and its extensions. */
    public enum Purpose {
        /** HTTPS server on this machine. */
        SERVER(false, KeyUsage.digitalSignature, KeyPurposeId.id_kp_serverAuth.getId()),
        /** HTTPS client. */
        CLIENT(false, KeyUsage.digitalSignature, KeyPurposeId.id_kp_clientAuth.getId()),
        /** Signs files or receipts. Without extended key usage, which would make openssl refuse the signature. */
        SIGNER(false, KeyUsage.digitalSignature | KeyUsage.nonRepudiation, null),
        /** As SIGNER, with an RSA key. */
        RSA_SIGNER(true, KeyUsage.digitalSignature | KeyUsage.nonRepudiation, null),
        /** Envelopes are sealed to it by RSA. */
        RSA_RECIPIENT(true, KeyUsage.keyEncipherment, null),
        /** Envelopes are sealed to it by ECDH. */
        EC_RECIPIENT(false, KeyUsage.keyAgreement, null);

        private final boolean rsa;
        private final int usage;
        private final @Nullable String extended;

        Purpose(boolean rsa, int usage, @Nullable String extended) {
            this.rsa = rsa;
            this.usage = usage;
            this.extended = extended;
        }

        /** A fresh key of the kind that the purpose asks for. */
        public KeyPair newKey() {
            return rsa ? rsaKey(RSA_BITS) : ecKey(CURVE);
        }
    }

    /** From when to when a certificate is valid. */
    public record Days(Instant from, Instant to) {
        /** From a few minutes ago. */
        public static Days fromNow(Duration length) {
            Instant now = Instant.now();
            return new Days(now.minus(BACKDATING), now.plus(length));
        }
    }

    public DevAuthority(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** A new authority with its own name and key. */
    public static DevAuthority create(String name) {
        return create(name, ecKey(CURVE));
    }

    /** A new certificate for an authority's key. */
    static DevAuthority create(String name, KeyPair pair) {
        X500Principal principal = new X500Principal(name);
        Days days = Days.fromNow(AUTHORITY_VALIDITY);
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                principal, serial(), Date.from(days.from), Date.from(days.to), principal, pair.getPublic());
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(pair.getPublic()));
            return new DevAuthority(pair.getPrivate(), signed(builder, pair.getPrivate()));
        } catch (GeneralSecurityException | CertIOException e) {
            throw new Fault("cannot make an authority", e);
        }
    }

    public X509Certificate certificate() {
        return certificate;
    }

    PrivateKey key() {
        return key;
    }

    /** @param names DNS names or IP addresses, as subject alternative names */
    public X509Certificate issue(Purpose purpose, String subject, PublicKey subjectKey, List<String> names, Days days) {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                certificate.getSubjectX500Principal(),
                serial(),
                Date.from(days.from),
                Date.from(days.to),
                new X500Principal(subject),
                subjectKey);
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(purpose.usage));
            if (purpose.extended != null) {
                builder.addExtension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(KeyPurposeId.getInstance(new ASN1ObjectIdentifier(purpose.extended))));
            }
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(subjectKey));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    extensions.createAuthorityKeyIdentifier(certificate.getPublicKey()));
            if (!names.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames(names));
            }
            return signed(builder, key);
        } catch (GeneralSecurityException | CertIOException e) {
            throw new Fault("cannot issue a certificate for " + subject, e);
        }
    }

    static KeyPair rsaKey(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new Fault("this JDK makes no RSA keys", e);
        }
    }

    static KeyPair ecKey(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new Fault("this JDK makes no keys on " + curve, e);
        }
    }

    private static GeneralNames alternativeNames(List<String> names) {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static boolean isAddress(String name) {
        return name.contains(":") || name.chars().allMatch(c -> c == '.' || Character.isDigit(c));
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key) {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(key)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new Fault("cannot sign a certificate", e);
        }
    }
}
