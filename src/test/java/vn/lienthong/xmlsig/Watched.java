package vn.lienthong.xmlsig;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.RefusalCode;

/** Shows documents to a watcher of signatures, twice when it asks for that. */
final class Watched {
    private Watched() {}

    static SignaturePolicy policy(RegisteredSigner... signers) {
        return new SignaturePolicy(true, false, List.of(signers), Signatory.NOW, (c, at) -> Optional.empty());
    }

    static @Nullable RefusalCode refusal(String document, Signatory signatory) {
        return refusal(document, policy(signatory.registered()));
    }

    static @Nullable RefusalCode refusal(String document, SignaturePolicy policy) {
        byte[] bytes = document.getBytes(UTF_8);
        XmlSignature signature = new XmlSignature(policy);
        Parsers.each(bytes, signature::event);
        if (signature.needsSecondPass()) {
            signature = signature.secondPass();
            Parsers.each(bytes, signature::event);
        }
        try {
            return signature.refusal().orElse(null);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
