package vn.lienthong.legacy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file as UTF-8, when it may be of a legacy encoding. Everything up to the first byte beyond ASCII passes; from
 * there a piece of {@link #PIECE_BYTES} decides for the whole file, whatever the reads it came in.
 *
 * <pre>
 *   ascii --(UTF-8, or nothing that is allowed)--> as it is: the reader finds what is wrong
 *   ascii --(reads as Vietnamese in an allowed encoding)--> converted; a byte without meaning there becomes one that no
 *            UTF-8 has, so that the reader refuses the file at that place
 * </pre>
 *
 * Memory is flat. For one thread; closing it closes what is below.
 */
public final class LegacyStream extends InputStream {
    /** So much of a file decides, from its first byte beyond ASCII. */
    public static final int PIECE_BYTES = 64 << 10;
    /** A word of this length is no Vietnamese one, and need not be kept together. */
    private static final int WORD_BYTES_MAX = 32;

    private final InputStream in;
    private final Set<LegacyForm> allowed;
    private final byte[] piece = new byte[PIECE_BYTES + WORD_BYTES_MAX];
    private int at;
    private int end;
    /** Bytes of the piece that may be given out as they are. */
    private int passable;

    private boolean atEnd;
    private boolean decided;
    private @Nullable LegacyForm form;
    private final Utf8Buffer made = new Utf8Buffer();
    private int madeAt;
    private final LegacyTable.Tally tally = new LegacyTable.Tally();

    /** @param allowed forms that are converted; {@link LegacyForm#DECOMPOSED} is UTF-8 and means nothing here */
    public LegacyStream(InputStream in, Set<LegacyForm> allowed) {
        this.in = in;
        this.allowed = Set.copyOf(allowed);
    }

    /** The encoding that the file turned out to have, if any, as far as it was read. */
    public Optional<LegacyForm> form() {
        return Optional.ofNullable(form);
    }

    /** Letters converted so far. */
    public long letters() {
        return tally.letters;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? n : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (len == 0) {
            return 0;
        }
        while (true) {
            if (madeAt < made.length()) {
                int n = Math.min(len, made.length() - madeAt);
                System.arraycopy(made.bytes(), madeAt, b, off, n);
                madeAt += n;
                return n;
            }
            if (at < passable) {
                int n = Math.min(len, passable - at);
                System.arraycopy(piece, at, b, off, n);
                at += n;
                return n;
            }
            if (decided && form == null) {
                return in.read(b, off, len);
            }
            if (!advance()) {
                return -1;
            }
        }
    }

    /** Makes more bytes ready; false at the end of the file. */
    private boolean advance() throws IOException {
        if (form != null) {
            return convert();
        }
        compact();
        if (!atEnd && end < piece.length) {
            fill();
        }
        int first = firstBeyondAscii();
        if (first < 0) {
            passable = atEnd ? end : startOfLastWord();
            return at < passable || !atEnd;
        }
        decide(first);
        return true;
    }

    private void decide(int first) throws IOException {
        int from = startOfWord(first);
        // What stands before the word is ASCII, and no part of what decides.
        while (!atEnd && end - from < PIECE_BYTES && end < piece.length) {
            fill();
        }
        if (end - from < PIECE_BYTES && !atEnd) {
            // The piece begins far behind: give out what is before it, then look again.
            passable = from;
            return;
        }
        decided = true;
        int to = Math.min(end, from + PIECE_BYTES);
        boolean whole = atEnd && to == end;
        form = isUtf8(from, to, whole)
                ? null
                : Evidence.ofFile(piece, from, to, !whole)
                        .filter(allowed::contains)
                        .orElse(null);
        passable = form == null ? end : from;
    }

    private boolean isUtf8(int from, int to, boolean whole) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer letters = CharBuffer.allocate(to - from);
        return !decoder.decode(ByteBuffer.wrap(piece, from, to - from), letters, whole)
                .isError();
    }

    private boolean convert() throws IOException {
        made.clear();
        madeAt = 0;
        if (at == end && !atEnd) {
            compact();
            fill();
        }
        while (made.length() == 0 && !(atEnd && at == end)) {
            at = form().orElseThrow().table().decode(piece, at, end, atEnd, made, tally);
            passable = at;
            if (made.length() == 0 && !atEnd) {
                compact();
                fill();
            }
        }
        return made.length() > 0;
    }

    private int firstBeyondAscii() {
        for (int i = at; i < end; i++) {
            if (piece[i] < 0) {
                return i;
            }
        }
        return -1;
    }

    /** A word at the end of what was read may go on with a letter that decides. */
    private int startOfLastWord() {
        return startOfWord(end);
    }

    private int startOfWord(int behind) {
        int i = behind;
        while (i > at && behind - i < WORD_BYTES_MAX && isAsciiLetter(piece[i - 1])) {
            i--;
        }
        return i;
    }

    private static boolean isAsciiLetter(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    }

    private void compact() {
        System.arraycopy(piece, at, piece, 0, end - at);
        end -= at;
        passable -= at;
        at = 0;
    }

    private void fill() throws IOException {
        int n = in.read(piece, end, piece.length - end);
        if (n < 0) {
            atEnd = true;
        } else {
            end += n;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
