package vn.lienthong.sftp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import vn.lienthong.intake.DeliveryBounds;

/**
 * Where in a partner's view a request points: a value made of the text of its path alone, two names deep at the most.
 * No path of the machine is made of it anywhere.
 */
sealed interface Place {

    int PATH_BYTES_MAX = 1_024;

    /** Leaves room for what receipts add to it: a dot, an id, {@code .custody.json}. */
    int NAME_BYTES_MAX = 200;

    /** The folder that holds all others. */
    record Top() implements Place {}

    /** {@code /name}: the folder of a feed, or of receipts or reports. */
    record Folder(String name) implements Place {}

    /** {@code /folder/name}. */
    record Item(String folder, String name) implements Place {}

    /** The place of a path as it came; {@code ..} is refused, and so is what is no text. */
    static Place of(byte[] path) throws SftpRefused {
        List<String> names = new ArrayList<>();
        for (String part : text(path).split("/", -1)) {
            if (part.equals("..")) {
                throw SftpRefused.denied("a path must not hold ..");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                names.add(part);
            }
        }
        return switch (names.size()) {
            case 0 -> new Top();
            case 1 -> new Folder(names.get(0));
            case 2 -> new Item(names.get(0), names.get(1));
            default -> throw SftpRefused.noSuchFile();
        };
    }

    /** The absolute spelling of a path, for clients that ask for it; {@code ..} goes up to the top and no further. */
    static String absolute(byte[] path) throws SftpRefused {
        Deque<String> names = new ArrayDeque<>();
        for (String part : text(path).split("/", -1)) {
            if (part.equals("..")) {
                var unused = names.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                names.addLast(part);
            }
        }
        return "/" + String.join("/", names);
    }

    /** Refuses a name that a delivery may not have. */
    static void requireName(String name) throws SftpRefused {
        if (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
            throw SftpRefused.denied("a file name has at most " + NAME_BYTES_MAX + " bytes");
        }
        if (name.startsWith(".") || name.indexOf('\\') >= 0 || !name.equals(name.strip())) {
            throw SftpRefused.denied(
                    "a file name must not begin with a dot, hold a backslash or be padded with blanks");
        }
    }

    private static String text(byte[] path) throws SftpRefused {
        if (path.length > PATH_BYTES_MAX) {
            throw SftpRefused.denied("a path has at most " + PATH_BYTES_MAX + " bytes");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(path))
                    .toString();
        } catch (CharacterCodingException e) {
            throw SftpRefused.denied("a path must be UTF-8");
        }
        if (DeliveryBounds.hasInvisible(text)) {
            throw SftpRefused.denied("a path must not hold control or invisible characters");
        }
        return text;
    }
}
