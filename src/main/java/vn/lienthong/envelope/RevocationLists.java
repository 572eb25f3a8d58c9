package vn.lienthong.envelope;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.RefusalCode;

/**
 * The certificate revocation lists in a folder, {@code *.crl}, PEM or DER, read again whenever one changes. Other files
 * there, such as the certificates of partners, are not looked at.
 *
 * <p>A certificate that any list of its issuer names is revoked, whatever the date and reason. Where an issuer has
 * lists but none is current, nothing is known. Where it has none, revocation is not checked. The operator puts the
 * lists there, as he does the registered certificates, so they are trusted as they lie and their own signatures are not
 * checked.
 *
 * <p>Safe for use by many threads. A list that cannot be read stops verification: better late than wrong.
 */
public final class RevocationLists {
    public static final int FILES_MAX = 1000;
    private static final String ENDING = ".crl";

    private final @Nullable Path folder;
    private volatile Loaded loaded = new Loaded("", List.of());

    private record Loaded(String state, List<X509CRL> lists) {}

    private RevocationLists(@Nullable Path folder) {
        this.folder = folder;
    }

    /** Nothing is ever revoked. */
    public static RevocationLists none() {
        return new RevocationLists(null);
    }

    /** All lists in a folder; a folder that does not exist holds none until somebody makes it. */
    public static RevocationLists in(Path folder) throws IOException {
        RevocationLists lists = new RevocationLists(folder);
        var unused = lists.current();
        return lists;
    }

    /** Why the certificate is not good at that instant; empty when it is. */
    public Optional<RefusalCode> refusal(X509Certificate certificate, Instant at) throws IOException {
        List<X509CRL> ofIssuer = current().stream()
                .filter(list -> list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal()))
                .toList();
        if (ofIssuer.stream().anyMatch(list -> list.isRevoked(certificate))) {
            return Optional.of(RefusalCode.SIGNER_REVOKED);
        }
        boolean known = ofIssuer.isEmpty() || ofIssuer.stream().anyMatch(list -> isCurrent(list, at));
        return known ? Optional.empty() : Optional.of(RefusalCode.REVOCATION_UNKNOWN);
    }

    private static boolean isCurrent(X509CRL list, Instant at) {
        return list.getNextUpdate() != null && !at.isAfter(list.getNextUpdate().toInstant());
    }

    private List<X509CRL> current() throws IOException {
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        TreeMap<Path, String> files = new TreeMap<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.filter(RevocationLists::isList)
                    .limit(FILES_MAX + 1L)
                    .toList()) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                if (attributes.isRegularFile()) {
                    files.put(
                            file, attributes.size() + "@" + attributes.lastModifiedTime() + "#" + attributes.fileKey());
                }
            }
        }
        if (files.size() > FILES_MAX) {
            throw new KeyFileException(
                    folder + ": more than " + FILES_MAX + " revocation lists", "remove those of other issuers");
        }
        String state = files.toString();
        Loaded now = loaded;
        if (!now.state.equals(state)) {
            now = new Loaded(state, read(files.keySet()));
            loaded = now;
        }
        return now.lists;
    }

    private static boolean isList(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ENDING);
    }

    private static List<X509CRL> read(Iterable<Path> files) throws IOException {
        List<X509CRL> lists = new ArrayList<>();
        for (Path file : files) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                int before = lists.size();
                for (CRL list : CertificateFactory.getInstance("X.509").generateCRLs(in)) {
                    lists.add((X509CRL) list);
                }
                if (lists.size() == before) {
                    throw unreadable(file, null);
                }
            } catch (CRLException | CertificateException e) {
                throw unreadable(file, e);
            }
        }
        return List.copyOf(lists);
    }

    private static KeyFileException unreadable(Path file, @Nullable Exception cause) {
        return new KeyFileException(
                file + ": not a certificate revocation list",
                "it must be PEM or DER; check with: openssl crl -noout -text -in " + file,
                cause);
    }
}
