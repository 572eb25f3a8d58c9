package vn.lienthong.envelope;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;

/**
 * The outer layer as it is written: AuthEnvelopedData with a fresh content key and nonce, AES/CTR for the text and the
 * tag from {@link GcmTag}. Pieces of 256 KiB are hashed on a spare core while the next one is encrypted. {@link #close}
 * completes the envelope and leaves the stream below open. Used by one thread.
 */
final class SealingStream extends OutputStream {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PIECES_AHEAD = 3;
    private static final int SMALL_BYTES = 64 * 1024;
    private static final byte[] INDEFINITE_SEQUENCE = {BerReader.SEQUENCE, (byte) 0x80};
    private static final byte[] INDEFINITE_CONTEXT_0 = {(byte) BerReader.CONTEXT_0, (byte) 0x80};
    private static final byte[] END_OF_CONTENTS = {0, 0};
    private static final int LAYERS_AROUND_TAG = 3;

    private final OutputStream out;
    private final byte[] nonce = random(GcmTag.NONCE_BYTES);
    private final Cipher cipher;
    private final GcmTag tag;
    private final GcmTag.Sum sum;
    private final Ahead<Piece> ahead = new Ahead<>();
    private byte[] piece = new byte[CmsSealer.PIECE_BYTES];
    private int filled;

    @SuppressWarnings("ArrayRecordComponent") // Lives for one hand-over between two threads.
    private record Piece(byte[] buffer, int length, Gf128 hash) {}

    SealingStream(OutputStream out, List<X509Certificate> recipients) throws IOException {
        this.out = out;
        SecretKey key = new SecretKeySpec(random(WrappedKey.CONTENT_KEY_BYTES), "AES");
        this.cipher = CtrStream.cipher(Cipher.ENCRYPT_MODE, key, nonce);
        this.tag = new GcmTag(key);
        this.sum = tag.sum();
        ASN1EncodableVector infos = new ASN1EncodableVector();
        recipients.forEach(recipient -> infos.add(WrappedKey.seal(key, recipient)));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(INDEFINITE_SEQUENCE);
        head.writeBytes(WrappedKey.der(CMSObjectIdentifiers.authEnvelopedData));
        head.writeBytes(INDEFINITE_CONTEXT_0);
        head.writeBytes(INDEFINITE_SEQUENCE);
        head.writeBytes(WrappedKey.der(new ASN1Integer(0)));
        head.writeBytes(WrappedKey.der(new DERSet(infos)));
        head.writeBytes(INDEFINITE_SEQUENCE);
        // What openssl writes too: with any other type the attributes would have to name it (RFC 5083, section 2.1).
        head.writeBytes(WrappedKey.der(CMSObjectIdentifiers.data));
        head.writeBytes(WrappedKey.der(EnvelopeFrame.encryption(nonce)));
        head.writeBytes(INDEFINITE_CONTEXT_0);
        out.write(head.toByteArray());
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int part = Math.min(length - done, piece.length - filled);
            encrypt(bytes, offset + done, part);
            done += part;
            if (filled == piece.length) {
                writePiece();
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (filled > 0) {
            writePiece();
        }
        while (ahead.size() > 0) {
            var unused = joinOldest();
        }
        ByteArrayOutputStream end = new ByteArrayOutputStream();
        end.writeBytes(END_OF_CONTENTS);
        end.writeBytes(END_OF_CONTENTS);
        end.writeBytes(WrappedKey.der(new DEROctetString(sum.tag(nonce, new byte[0]))));
        for (int layer = 0; layer < LAYERS_AROUND_TAG; layer++) {
            end.writeBytes(END_OF_CONTENTS);
        }
        out.write(end.toByteArray());
        out.flush();
    }

    private void encrypt(byte[] bytes, int offset, int length) {
        CtrStream.crypt(cipher, bytes, offset, length, piece, filled);
        filled += length;
    }

    private void writePiece() throws IOException {
        byte[] buffer = piece;
        int length = filled;
        if (sum.bytes() + length > GcmTag.CIPHERTEXT_BYTES_MAX) {
            throw new IOException("one envelope takes 64 GiB at most");
        }
        if (length < SMALL_BYTES) {
            ahead.keep(() -> new Piece(buffer, length, tag.hash(buffer, 0, length)));
        } else {
            ahead.submit(() -> new Piece(buffer, length, tag.hash(buffer, 0, length)));
        }
        out.write(octetsHead(length));
        out.write(buffer, 0, length);
        piece = ahead.size() > PIECES_AHEAD ? joinOldest() : new byte[CmsSealer.PIECE_BYTES];
        filled = 0;
    }

    /** Returns its buffer, free again. */
    private byte[] joinOldest() throws IOException {
        Piece oldest = ahead.take();
        sum.add(oldest.hash, oldest.length);
        return oldest.buffer;
    }

    private static byte[] octetsHead(int length) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(BerReader.OCTETS);
        BerReader.writeLength(head, length);
        return head.toByteArray();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
