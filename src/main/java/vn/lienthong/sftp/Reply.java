package vn.lienthong.sftp;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One packet of the protocol on its way to the client. Used by one thread, once. */
final class Reply {
    static final int VERSION = 2;
    static final int STATUS = 101;
    static final int HANDLE = 102;
    static final int DATA = 103;
    static final int NAME = 104;
    static final int ATTRIBUTES = 105;
    static final int EXTENDED = 201;

    private static final int INITIAL_BYTES = 128;
    /** Size, permissions, times. */
    private static final int FLAGS = 0x0000000D;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMM dd HH:mm", Locale.ROOT);

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int length = Integer.BYTES;

    private Reply(int type) {
        octet(type);
    }

    /** A packet with no number of a request. */
    static Reply of(int type) {
        return new Reply(type);
    }

    static Reply of(int type, long request) {
        return new Reply(type).number(request);
    }

    static Reply status(long request, SftpRefused.Status status, String text) {
        return of(STATUS, request).number(status.code()).text(text).text("en");
    }

    static Reply names(long request, List<Facts.Entry> entries, String owner) {
        Reply reply = of(NAME, request).number(entries.size());
        for (Facts.Entry entry : entries) {
            reply = reply.text(entry.name()).text(line(entry, owner)).facts(entry.facts());
        }
        return reply;
    }

    private static String line(Facts.Entry entry, String owner) {
        Facts facts = entry.facts();
        return String.format(
                Locale.ROOT,
                "%s 1 %-8s %-8s %12d %s %s",
                facts.kind().letters(),
                owner,
                owner,
                facts.bytes(),
                DAY.format(facts.at().atOffset(ZoneOffset.UTC)),
                entry.name());
    }

    @CanIgnoreReturnValue
    Reply octet(int octet) {
        room(1);
        bytes[length++] = (byte) octet;
        return this;
    }

    Reply number(long number) {
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            octet((int) (number >>> shift));
        }
        return this;
    }

    Reply longNumber(long number) {
        return number(number >>> Integer.SIZE).number(number);
    }

    Reply text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8), 0, -1);
    }

    /** @param count of the array's bytes from {@code offset}; -1 = all */
    Reply bytes(byte[] content, int offset, int count) {
        int n = count < 0 ? content.length - offset : count;
        Reply reply = number(n);
        room(n);
        System.arraycopy(content, offset, bytes, length, n);
        length += n;
        return reply;
    }

    Reply facts(Facts facts) {
        long seconds = facts.at().getEpochSecond();
        return number(FLAGS)
                .longNumber(facts.bytes())
                .number(facts.kind().mode())
                .number(seconds)
                .number(seconds);
    }

    /** Writes the packet whole, without a flush. */
    void writeTo(OutputStream out) throws IOException {
        int content = length - Integer.BYTES;
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[i] = (byte) (content >>> (Integer.SIZE - Byte.SIZE * (i + 1)));
        }
        out.write(bytes, 0, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
