package vn.lienthong.sftp;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.delivery.Fault;
import vn.lienthong.http.Traffic;

/**
 * One client's requests, answered one after the other (draft-ietf-secsh-filexfer-02, version 3). Only what the client
 * asks makes a delivery: when the conversation breaks off, whatever is open is let go as it is. For one thread.
 */
final class Conversation {
    /** Room for the head of a packet beside its data. */
    static final int DATA_BYTES_MAX = Request.BYTES_MAX - 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final int PROTOCOL_VERSION = 3;
    private static final String LIMITS = "limits@openssh.com";
    private static final int NAMES_IN_A_REPLY = 64;

    /** The kinds of requests that are answered with more than "not offered here". */
    private static final class Kind {
        static final int INIT = 1;
        static final int OPEN = 3;
        static final int CLOSE = 4;
        static final int READ = 5;
        static final int WRITE = 6;
        static final int LSTAT = 7;
        static final int FSTAT = 8;
        static final int SETSTAT = 9;
        static final int FSETSTAT = 10;
        static final int OPENDIR = 11;
        static final int READDIR = 12;
        static final int REMOVE = 13;
        static final int MKDIR = 14;
        static final int RMDIR = 15;
        static final int REALPATH = 16;
        static final int STAT = 17;
        static final int RENAME = 18;
        static final int EXTENDED = 200;

        private Kind() {}
    }

    private static final int OPEN_READ = 0x01;
    private static final int OPEN_WRITE = 0x02;
    private static final int OPEN_CREATE = 0x08;
    private static final int OPEN_TRUNCATE = 0x10;
    private static final int OPEN_EXCLUSIVE = 0x20;
    private static final int SETS_SIZE = 0x01;

    private final PartnerView view;
    private final Request request;
    private final Inlet in;
    private final OutputStream out;
    private final OutputStream told;
    private final Handles handles;
    private final Traffic traffic;
    private String lastTold = "";

    /** @param told text for a person at the client's side */
    record Line(Inlet in, OutputStream out, OutputStream told) {}

    Conversation(PartnerView view, Line line, int handlesMax, Traffic traffic) {
        this.view = view;
        this.in = line.in();
        this.request = new Request(in);
        this.out = line.out();
        this.told = line.told();
        this.handles = new Handles(handlesMax);
        this.traffic = traffic;
    }

    /** Answers until the client ends; an exception means that the channel broke. */
    void run() throws IOException {
        try {
            greet();
            while (true) {
                if (!in.hasMore()) {
                    out.flush();
                }
                answerOne();
            }
        } catch (EOFException e) {
            // The client has said all that it had to say.
        } finally {
            traffic.uploads(-handles.letGo());
        }
    }

    private void greet() throws IOException {
        if (request.begin() != Kind.INIT) {
            throw new IOException("the first packet is no INIT");
        }
        request.end();
        Reply.of(Reply.VERSION).number(PROTOCOL_VERSION).text(LIMITS).text("1").writeTo(out);
    }

    private void answerOne() throws IOException {
        int kind = request.begin();
        long id = request.number();
        Reply reply;
        try {
            reply = answer(kind, id);
        } catch (SftpRefused e) {
            reply = refused(id, e);
        } catch (EOFException e) {
            throw e;
        } catch (IOException | Fault e) {
            traffic.fault("internal");
            LOG.atWarn()
                    .addKeyValue("partner", view.partner())
                    .setCause(e)
                    .log("an SFTP request was not answered well");
            reply = refused(id, SftpRefused.failed("the gateway has a fault: try again later"));
        }
        request.end();
        reply.writeTo(out);
    }

    private Reply refused(long id, SftpRefused why) throws IOException {
        if (why.worthTelling() && !why.text().equals(lastTold)) {
            lastTold = why.text();
            told.write(("gateway: " + why.text() + "\n").getBytes(StandardCharsets.UTF_8));
            told.flush();
        }
        return Reply.status(id, why.status(), why.text());
    }

    private Reply answer(int kind, long id) throws IOException {
        return switch (kind) {
            case Kind.OPEN -> open(id);
            case Kind.CLOSE -> close(id);
            case Kind.READ -> read(id);
            case Kind.WRITE -> write(id);
            case Kind.STAT, Kind.LSTAT -> Reply.of(Reply.ATTRIBUTES, id).facts(view.find(request.place()));
            case Kind.FSTAT -> Reply.of(Reply.ATTRIBUTES, id).facts(facts(handles.get(request.field())));
            case Kind.SETSTAT -> set(id, view.find(request.place()));
            case Kind.FSETSTAT -> set(id, facts(handles.get(request.field())));
            case Kind.OPENDIR -> openFolder(id);
            case Kind.READDIR -> readFolder(id);
            case Kind.REMOVE -> {
                view.remove(request.place());
                yield ok(id);
            }
            case Kind.REALPATH -> realPath(id);
            case Kind.RENAME -> {
                Place from = request.place();
                view.rename(from, request.place());
                yield ok(id);
            }
            case Kind.MKDIR, Kind.RMDIR -> throw SftpRefused.denied("folders are the gateway's own");
            case Kind.EXTENDED -> extended(id);
            default -> throw SftpRefused.unsupported();
        };
    }

    private Reply open(long id) throws IOException {
        Place place = request.place();
        long flags = request.number();
        handles.requireRoom();
        if ((flags & OPEN_WRITE) == 0) {
            if ((flags & OPEN_READ) == 0) {
                throw SftpRefused.malformed("a file is opened to read or to write");
            }
            return handle(id, new Handles.Read(view.read(place)));
        }
        boolean asItIs = (flags & (OPEN_CREATE | OPEN_EXCLUSIVE)) != OPEN_CREATE;
        if (asItIs && exists(place) != ((flags & OPEN_EXCLUSIVE) == 0)) {
            throw (flags & OPEN_EXCLUSIVE) == 0 ? SftpRefused.noSuchFile() : SftpRefused.failed("the file exists");
        }
        Partial partial = view.write(place, (flags & OPEN_TRUNCATE) != 0);
        traffic.uploads(1);
        return handle(id, new Handles.Pushed(place, partial));
    }

    private boolean exists(Place place) throws IOException {
        try {
            var unused = view.find(place);
            return true;
        } catch (SftpRefused e) {
            return false;
        }
    }

    private Reply close(long id) throws IOException {
        Handles.Open open = handles.remove(request.field());
        if (open instanceof Handles.Read file) {
            file.source().close();
        } else if (open instanceof Handles.Pushed file) {
            traffic.uploads(-1);
            view.close(file.place(), file.partial());
        }
        return ok(id);
    }

    private Reply read(long id) throws IOException {
        Handles.Open open = handles.get(request.field());
        long from = request.longNumber();
        long length = Math.min(request.number(), DATA_BYTES_MAX);
        if (!(open instanceof Handles.Read file) || from < 0) {
            throw SftpRefused.denied("this is not open for reading");
        }
        long left = Math.max(0, file.source().facts().bytes() - from);
        byte[] bytes = new byte[(int) Math.min(length, left)];
        int got = file.source().read(bytes, from);
        if (got == 0) {
            throw SftpRefused.end();
        }
        return Reply.of(Reply.DATA, id).bytes(bytes, 0, got);
    }

    private Reply write(long id) throws IOException {
        Handles.Open open = handles.get(request.field());
        long at = request.longNumber();
        long length = request.number();
        if (!(open instanceof Handles.Pushed file)) {
            throw SftpRefused.denied("this is not open for writing");
        }
        file.partial().requireNext(at, length);
        request.forward(length, file.partial()::write);
        return ok(id);
    }

    private static Facts facts(Handles.Open open) throws SftpRefused {
        if (open instanceof Handles.Read file) {
            return file.source().facts();
        }
        if (open instanceof Handles.Pushed file) {
            return new Facts(Facts.Kind.FILE_SENT, file.partial().bytes(), Instant.now());
        }
        return Facts.folder(Facts.Kind.FOLDER_TO_READ);
    }

    /** Times, owners and permissions are accepted and ignored: {@code put -p} sends them. A size is not. */
    private Reply set(long id, Facts now) throws IOException {
        long flags = request.number();
        if ((flags & SETS_SIZE) != 0 && request.longNumber() != now.bytes()) {
            throw SftpRefused.failed("files are written from the end on, and not cut");
        }
        return ok(id);
    }

    private Reply openFolder(long id) throws IOException {
        Place place = request.place();
        handles.requireRoom();
        return handle(id, new Handles.Listed(view.list(place)));
    }

    private Reply readFolder(long id) throws IOException {
        if (!(handles.get(request.field()) instanceof Handles.Listed folder)) {
            throw SftpRefused.denied("this is no open folder");
        }
        List<Facts.Entry> next = folder.next(NAMES_IN_A_REPLY);
        if (next.isEmpty()) {
            throw SftpRefused.end();
        }
        return Reply.names(id, next, view.partner());
    }

    private Reply realPath(long id) throws IOException {
        String path = Place.absolute(request.field());
        Facts.Entry entry = new Facts.Entry(path, Facts.folder(Facts.Kind.FOLDER_TO_READ));
        return Reply.names(id, List.of(entry), view.partner());
    }

    private Reply extended(long id) throws IOException {
        if (!new String(request.field(), StandardCharsets.UTF_8).equals(LIMITS)) {
            throw SftpRefused.unsupported();
        }
        return Reply.of(Reply.EXTENDED, id)
                .longNumber(Request.BYTES_MAX)
                .longNumber(DATA_BYTES_MAX)
                .longNumber(DATA_BYTES_MAX)
                .longNumber(handles.max());
    }

    private Reply handle(long id, Handles.Open opened) {
        return Reply.of(Reply.HANDLE, id).number(Handles.HANDLE_BYTES).longNumber(handles.add(opened));
    }

    private static Reply ok(long id) {
        return Reply.status(id, SftpRefused.Status.OK, "");
    }
}
