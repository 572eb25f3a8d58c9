package vn.lienthong;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.contract.Field;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.records.Chunk;
import vn.lienthong.records.ChunkSource;
import vn.lienthong.records.XmlTap;
import vn.lienthong.xmlsig.SignaturePolicy;
import vn.lienthong.xmlsig.XmlSignature;

/** Looks on while check reads a document, and says at its end whether the XML signature in it holds. */
public final class SignatureWatch {
    /** What a document can be refused for by its signature alone. */
    static final Set<RefusalCode> REFUSALS = Set.of(
            RefusalCode.SIGNATURE_MISSING,
            RefusalCode.SIGNATURE_INVALID,
            RefusalCode.SIGNER_MISMATCH,
            RefusalCode.SIGNER_EXPIRED,
            RefusalCode.SIGNER_REVOKED,
            RefusalCode.XML_SIGNATURE_SCOPE);

    private final Contract contract;
    private final Content again;
    private final @Nullable XmlSignature signature;
    private final List<Field> facilities;

    /** Opens the same content again. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }

    private SignatureWatch(Contract contract, Content again, @Nullable SignaturePolicy policy) {
        this.contract = contract;
        this.again = again;
        this.signature = policy == null ? null : new XmlSignature(policy);
        boolean bound = policy != null
                && policy.signers().stream().anyMatch(s -> !s.facilities().isEmpty());
        this.facilities = bound ? contract.facilities() : List.of();
    }

    /** For content whose signature nobody looks at. */
    public static SignatureWatch none(Contract contract) {
        return new SignatureWatch(contract, InputStream::nullInputStream, null);
    }

    /**
     * @param policy not asked where the contract ignores signatures
     * @param again for the rare signature that only a second pass can prove
     */
    public static SignatureWatch of(Contract contract, Supplier<SignaturePolicy> policy, Content again) {
        return contract.exchange().xmlSignature() == Exchange.XmlSignature.IGNORED
                ? none(contract)
                : new SignatureWatch(contract, again, policy.get());
    }

    XmlTap tap() {
        return signature == null ? XmlTap.NONE : signature::event;
    }

    /** The fields whose values the verdict needs; none where no registered signer is bound to facilities. */
    List<Field> facilities() {
        return facilities;
    }

    /**
     * Why the document is not taken, once it has been read to its end and found well formed.
     *
     * @param named codes that its records have in {@link #facilities}
     */
    Optional<RefusalCode> refusal(Set<String> named) throws IOException {
        if (signature == null) {
            return Optional.empty();
        }
        XmlSignature telling = signature.needsSecondPass() ? secondPass(signature.secondPass()) : signature;
        Optional<RefusalCode> refusal = telling.refusal(named);
        if (refusal.equals(Optional.of(RefusalCode.REVOCATION_UNKNOWN))) {
            // Nobody's mistake yet: tried again, then held, until a fresh revocation list is there.
            throw new Fault("the revocation state of an XML signer cannot be told: its authority's list has ended");
        }
        return refusal;
    }

    private XmlSignature secondPass(XmlSignature second) throws IOException {
        try (InputStream in = again.open()) {
            ChunkSource source = ChunkSource.of(contract, in, second::event);
            Chunk chunk = new Chunk();
            boolean more = true;
            while (more) {
                more = source.next(chunk);
            }
            if (source.refusal().isPresent()) {
                throw new Fault("a document that was read once cannot be read again");
            }
        }
        return second;
    }
}
