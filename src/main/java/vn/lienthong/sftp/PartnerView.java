package vn.lienthong.sftp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Partner;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.intake.DeliveryBounds;
import vn.lienthong.ledger.Ledger;

/**
 * What one partner sees and may do:
 *
 * <pre>
 *   /FEED/      each feed that it may send through this door: write; what is unfinished or not settled is listed
 *   /receipts/  read: NAME.DELIVERY.custody.json, .custody.p7s, .outcome.json, .outcome.p7s
 *   /reports/   read: NAME.DELIVERY.ndjson
 * </pre>
 *
 * Nothing else exists. Blocking; for one thread.
 */
final class PartnerView {
    static final String RECEIPTS = "receipts";
    static final String REPORTS = "reports";

    /** Names under which a file may be pushed first; the rename is the acknowledgement then. */
    private static final List<String> UNFINISHED = List.of(".part", ".filepart");

    private static final int PUSHED_LISTED_MAX = 1_000;
    private static final int PUSHED_REMEMBERED_MAX = 64;

    /** Where the view comes from. */
    record Sources(Ledger ledger, Partials partials, Handover handover, Receipts receipts, Reports reports) {}

    /** Bytes that a partner reads, with a size that does not change. */
    interface Source extends AutoCloseable {
        /** Fills from a place in the file; fewer bytes or 0 at the end. */
        int read(byte[] target, long from) throws IOException;

        Facts facts();

        @Override
        void close() throws IOException;
    }

    /** What this session has pushed: many clients ask for the size when they are done, be the outcome there or not. */
    private final Map<Place.Item, Facts> pushed = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place.Item, Facts> eldest) {
            return size() > PUSHED_REMEMBERED_MAX;
        }
    };

    private final String partner;
    private final Map<String, Contract> feeds = new TreeMap<>();
    private final Sources from;

    PartnerView(Partner partner, Map<String, Contract> contracts, Sources from) {
        this.partner = partner.id();
        this.from = from;
        partner.sends().forEach((feed, sends) -> {
            Contract contract = contracts.get(feed);
            if (contract != null && sends.doors().contains(Door.SFTP)) {
                feeds.put(feed, contract);
            }
        });
    }

    String partner() {
        return partner;
    }

    /** Everything in a folder. */
    List<Facts.Entry> list(Place place) throws IOException {
        if (place instanceof Place.Top) {
            List<Facts.Entry> all = new ArrayList<>();
            feeds.keySet().forEach(f -> all.add(new Facts.Entry(f, Facts.folder(Facts.Kind.FOLDER_TO_SEND))));
            all.add(new Facts.Entry(RECEIPTS, Facts.folder(Facts.Kind.FOLDER_TO_READ)));
            all.add(new Facts.Entry(REPORTS, Facts.folder(Facts.Kind.FOLDER_TO_READ)));
            return all;
        }
        if (place instanceof Place.Folder folder) {
            return switch (folder.name()) {
                case RECEIPTS -> from.receipts().list(partner);
                case REPORTS -> from.reports().list(partner);
                default -> listPushed(lane(folder.name()));
            };
        }
        throw SftpRefused.noSuchFile();
    }

    private List<Facts.Entry> listPushed(Lane lane) throws IOException {
        List<Facts.Entry> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Partials.Kept kept : from.partials().list(lane)) {
            if (names.add(kept.name())) {
                all.add(entry(kept));
            }
        }
        for (Delivery delivery : unsettled(lane, null)) {
            String name = delivery.name();
            if (name != null && names.add(name)) {
                all.add(new Facts.Entry(name, facts(delivery)));
            }
        }
        return all;
    }

    Facts find(Place place) throws IOException {
        if (place instanceof Place.Item item) {
            return switch (item.folder()) {
                case RECEIPTS -> {
                    Receipts.Content content = from.receipts().open(partner, item.name());
                    yield new Facts(Facts.Kind.FILE_TO_READ, content.bytes().length, content.at());
                }
                case REPORTS -> from.reports().find(partner, item.name());
                default -> findPushed(item);
            };
        }
        if (place instanceof Place.Folder folder) {
            boolean own = folder.name().equals(RECEIPTS) || folder.name().equals(REPORTS);
            if (!own) {
                var unused = lane(folder.name());
            }
            return Facts.folder(own ? Facts.Kind.FOLDER_TO_READ : Facts.Kind.FOLDER_TO_SEND);
        }
        return Facts.folder(Facts.Kind.FOLDER_TO_READ);
    }

    private Facts findPushed(Place.Item item) throws IOException {
        Lane lane = lane(item.folder());
        var kept = from.partials().find(lane, item.name());
        if (kept.isPresent()) {
            return entry(kept.get()).facts();
        }
        Facts here = pushed.get(item);
        if (here != null) {
            return here;
        }
        return unsettled(lane, item.name()).stream()
                .findFirst()
                .map(PartnerView::facts)
                .orElseThrow(SftpRefused::noSuchFile);
    }

    private List<Delivery> unsettled(Lane lane, @Nullable String name) throws IOException {
        return SftpBridge.await(from.ledger().unsettled(lane, Door.SFTP, name, PUSHED_LISTED_MAX));
    }

    /** A receipt or a report; what was pushed is never given back. */
    Source read(Place place) throws IOException {
        if (!(place instanceof Place.Item item)) {
            throw SftpRefused.denied("only files can be read");
        }
        return switch (item.folder()) {
            case RECEIPTS -> source(from.receipts().open(partner, item.name()));
            case REPORTS ->
                source(from.reports().open(partner, item.name()), from.reports().find(partner, item.name()));
            default -> {
                var unused = lane(item.folder());
                throw SftpRefused.denied("what was pushed cannot be read back");
            }
        };
    }

    /** @param fresh whether what is there under this name is given up */
    Partial write(Place place, boolean fresh) throws IOException {
        Place.Item item = writable(place);
        return from.partials()
                .open(lane(item.folder()), item.name(), fresh, DeliveryBounds.bytesMax(contract(item.folder())));
    }

    /** The client has closed a file that it wrote: under a final name it is a delivery now, or the close fails. */
    void close(Place place, Partial partial) throws IOException {
        Place.Item item = writable(place);
        if (isUnfinished(item.name())) {
            try {
                partial.keep();
            } finally {
                partial.release();
            }
        } else {
            handOver(partial, item);
        }
    }

    private void handOver(Partial partial, Place.Item item) throws IOException {
        long bytes = partial.bytes();
        from.handover().take(partial, lane(item.folder()), item.name());
        pushed.put(item, new Facts(Facts.Kind.FILE_SENT, bytes, Instant.now()));
    }

    /** {@code x.part} to its final name: a delivery now, or it fails. */
    void rename(Place old, Place wanted) throws IOException {
        Place.Item source = writable(old);
        Place.Item target = writable(wanted);
        Lane lane = lane(source.folder());
        if (!source.folder().equals(target.folder()) || !isUnfinished(source.name()) || isUnfinished(target.name())) {
            throw SftpRefused.denied("a rename goes from NAME.part to a final name in the same folder");
        }
        if (from.partials().find(lane, target.name()).isPresent()) {
            throw SftpRefused.failed("an unfinished file has this name already");
        }
        Partial partial =
                from.partials().reopen(lane, source.name(), DeliveryBounds.bytesMax(contract(source.folder())));
        handOver(partial, target);
    }

    /** An unfinished file of one's own; what is in custody stays. */
    void remove(Place place) throws IOException {
        Place.Item item = writable(place);
        Lane lane = lane(item.folder());
        if (from.partials().find(lane, item.name()).isEmpty()
                && !unsettled(lane, item.name()).isEmpty()) {
            throw SftpRefused.denied("this file is in custody: it cannot be taken back");
        }
        from.partials().remove(lane, item.name());
    }

    /** A place where the partner may write, with a name that a delivery may have. */
    private Place.Item writable(Place place) throws SftpRefused {
        if (!(place instanceof Place.Item item)) {
            throw SftpRefused.denied("files go into the folder of a feed");
        }
        if (item.folder().equals(RECEIPTS) || item.folder().equals(REPORTS)) {
            throw SftpRefused.denied("this folder is to be read only");
        }
        var unused = lane(item.folder());
        Place.requireName(item.name());
        return item;
    }

    private Lane lane(String feed) throws SftpRefused {
        return new Lane(partner, contract(feed).feed());
    }

    private Contract contract(String feed) throws SftpRefused {
        Contract contract = feeds.get(feed);
        if (contract == null) {
            throw SftpRefused.noSuchFile();
        }
        return contract;
    }

    private static boolean isUnfinished(String name) {
        return UNFINISHED.stream().anyMatch(end -> name.endsWith(end) && name.length() > end.length());
    }

    private static Facts.Entry entry(Partials.Kept kept) {
        return new Facts.Entry(kept.name(), new Facts(Facts.Kind.FILE_SENT, kept.bytes(), kept.at()));
    }

    private static Facts facts(Delivery delivery) {
        return new Facts(Facts.Kind.FILE_SENT, delivery.bytes(), delivery.receivedAt());
    }

    private static Source source(Receipts.Content content) {
        byte[] bytes = content.bytes();
        return new Source() {
            @Override
            public int read(byte[] target, long at) {
                if (at >= bytes.length) {
                    return 0;
                }
                int n = Math.min(target.length, bytes.length - (int) at);
                System.arraycopy(bytes, (int) at, target, 0, n);
                return n;
            }

            @Override
            public Facts facts() {
                return new Facts(Facts.Kind.FILE_TO_READ, bytes.length, content.at());
            }

            @Override
            public void close() {}
        };
    }

    private static Source source(SeekableByteChannel channel, Facts facts) {
        return new Source() {
            @Override
            public int read(byte[] target, long at) throws IOException {
                if (at >= facts.bytes()) {
                    return 0;
                }
                ByteBuffer buffer = ByteBuffer.wrap(target);
                var unused = channel.position(at);
                while (buffer.hasRemaining() && channel.read(buffer) > 0) {
                    if (Thread.currentThread().isInterrupted()) {
                        throw new InterruptedIOException("the door closes");
                    }
                }
                return buffer.position();
            }

            @Override
            public Facts facts() {
                return facts;
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
