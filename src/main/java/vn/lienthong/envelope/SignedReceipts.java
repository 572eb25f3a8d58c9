package vn.lienthong.envelope;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.Uuid7;

/**
 * Makes receipts: the members that every receipt has, those of its kind, as RFC 8785 JSON, signed. Safe for use by
 * many threads. Signing takes about a millisecond of processor time: for worker threads.
 */
public final class SignedReceipts {

    private static final int FORMAT_VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ReceiptSigner signer;
    private final String gateway;

    /** @param gateway the name of this gateway in every receipt */
    public SignedReceipts(ReceiptSigner signer, String gateway) {
        this.signer = signer;
        this.gateway = gateway;
    }

    /** These bytes are durably ours. */
    public Receipt custody(Delivery delivery) {
        return receipt(Receipt.Type.CUSTODY, delivery, Map.of());
    }

    /** @param outcome further members: JSON values as {@code Map}, {@code List}, {@code String}, numbers, null */
    public Receipt outcome(Delivery delivery, Map<String, ? extends @Nullable Object> outcome) {
        return receipt(Receipt.Type.OUTCOME, delivery, outcome);
    }

    private Receipt receipt(Receipt.Type type, Delivery delivery, Map<String, ? extends @Nullable Object> more) {
        UUID id = Uuid7.next();
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("type", type.wire());
        members.put("version", FORMAT_VERSION);
        members.put("receipt", id.toString());
        members.put("delivery", delivery.id().toString());
        members.put("partner", delivery.lane().partner());
        members.put("feed", delivery.lane().feed());
        members.put("door", delivery.door().wire());
        members.put("name", delivery.name());
        members.put("bytes", delivery.bytes());
        members.put("digest", delivery.digest());
        members.put("received_at", delivery.receivedAt().toString());
        members.put("gateway", gateway);
        members.putAll(more);
        byte[] body = canonical(members);
        return new Receipt(id, delivery.id(), type, body, signer.sign(body));
    }

    private static byte[] canonical(Map<String, @Nullable Object> members) {
        try {
            return new JsonCanonicalizer(JSON.writeValueAsBytes(members)).getEncodedUTF8();
        } catch (JsonProcessingException e) {
            throw new Fault("a receipt cannot be written as JSON", e);
        } catch (IOException e) {
            throw new Fault("a receipt cannot be brought into canonical form", e);
        }
    }
}
