package vn.lienthong;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Partners;
import vn.lienthong.delivery.Fault;
import vn.lienthong.envelope.CmsOpener;
import vn.lienthong.envelope.CmsReceiptSigner;
import vn.lienthong.envelope.CmsSealer;
import vn.lienthong.envelope.KeyFiles;
import vn.lienthong.envelope.Opener;
import vn.lienthong.envelope.ReceiptSigner;
import vn.lienthong.envelope.RecipientKey;
import vn.lienthong.envelope.RevocationLists;
import vn.lienthong.envelope.Sealer;
import vn.lienthong.sftp.HostKey;

/**
 * The gateway's own keys, and the certificates of registered signers, read once at start; a key file that others may read stops the start.
 *
 * @param hostKey of the SFTP door, null where that is off
 */
record Keyring(
        Opener opener,
        Sealer sealer,
        ReceiptSigner receiptSigner,
        Signers signers,
        RevocationLists revocations,
        @Nullable HostKey hostKey) {

    static Keyring read(Settings settings, Partners partners) throws IOException {
        Settings.Keys keys = settings.keys();
        List<RecipientKey> recipients = new ArrayList<>();
        for (Settings.KeyPairFiles pair : keys.envelope()) {
            recipients.add(KeyFiles.recipient(pair.key(), pair.certificate()));
        }
        X509Certificate receipts = KeyFiles.certificate(keys.receipts().certificate());
        var receiptKey = KeyFiles.privateKey(keys.receipts().key());
        KeyFiles.requirePair(keys.receipts().key(), receiptKey, keys.receipts().certificate(), receipts);
        refuseEarly(settings.https().identity());
        RevocationLists revocations = revocations(keys.revocation());
        return new Keyring(
                new CmsOpener(recipients, revocations),
                new CmsSealer(List.of(recipients.get(0).certificate()), receiptKey, receipts),
                new CmsReceiptSigner(receiptKey, receipts),
                Signers.read(partners, receipts),
                revocations,
                settings.sftp().enabled() ? HostKey.read(settings.sftp().hostKey()) : null);
    }

    /** The HTTPS server reads its files by itself; a key that others may read must not get so far. */
    private static void refuseEarly(Settings.KeyPairFiles files) throws IOException {
        KeyFiles.requirePair(
                files.key(),
                KeyFiles.privateKey(files.key()),
                files.certificate(),
                KeyFiles.certificate(files.certificate()));
    }

    private static RevocationLists revocations(Path folder) {
        try {
            return RevocationLists.in(folder);
        } catch (IOException e) {
            throw new Fault("the revocation lists in " + folder + " cannot be read", e);
        }
    }
}
