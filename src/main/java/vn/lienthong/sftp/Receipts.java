package vn.lienthong.sftp;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.ReceiptSize;

/** {@code /receipts}: files that exist in the ledger only, byte for byte as they were signed. Blocking; for many threads. */
final class Receipts {
    /** Receipts in one listing, those of the newest deliveries; each is two files. */
    static final int LISTED_MAX = 1_000;

    private static final Pattern NAME = Pattern.compile(
            "(.+)\\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.(custody|outcome)\\.(json|p7s)", Pattern.DOTALL);
    private static final String UNNAMED = "unnamed";

    private final Ledger ledger;

    Receipts(Ledger ledger) {
        this.ledger = ledger;
    }

    /** One receipt file: what it says, or its signature. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on and read, never compared.
    record Content(byte[] bytes, Instant at) {}

    List<Facts.Entry> list(String partner) throws IOException {
        List<Facts.Entry> entries = new ArrayList<>();
        for (ReceiptSize receipt : SftpBridge.await(ledger.receiptSizes(partner, Door.SFTP, LISTED_MAX))) {
            String stem = (receipt.name() == null ? UNNAMED : receipt.name()) + "." + receipt.delivery() + "."
                    + receipt.type().wire();
            entries.add(entry(stem + ".json", receipt.bodyBytes(), receipt.at()));
            entries.add(entry(stem + ".p7s", receipt.signatureBytes(), receipt.at()));
        }
        return entries;
    }

    Content open(String partner, String shown) throws IOException {
        Matcher parts = NAME.matcher(shown);
        if (!parts.matches()) {
            throw SftpRefused.noSuchFile();
        }
        UUID id = UUID.fromString(parts.group(2));
        Ledger.Status status = SftpBridge.await(ledger.status(id))
                .filter(s ->
                        s.head().lane().partner().equals(partner) && s.head().door() == Door.SFTP)
                .filter(s -> parts.group(1)
                        .equals(s.head().name() == null ? UNNAMED : s.head().name()))
                .orElseThrow(SftpRefused::noSuchFile);
        boolean outcome = parts.group(3).equals("outcome");
        Receipt receipt = SftpBridge.await(ledger.receipt(id, outcome ? Receipt.Type.OUTCOME : Receipt.Type.CUSTODY))
                .orElseThrow(SftpRefused::noSuchFile);
        Instant settled = status.settledAt();
        Instant at = outcome && settled != null ? settled : status.head().receivedAt();
        return new Content(parts.group(4).equals("json") ? receipt.body() : receipt.signature(), at);
    }

    private static Facts.Entry entry(String name, int bytes, Instant at) {
        return new Facts.Entry(name, new Facts(Facts.Kind.FILE_TO_READ, bytes, at));
    }
}
