package vn.lienthong.sftp;

import io.vertx.core.Future;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Lane;
import vn.lienthong.http.Traffic;
import vn.lienthong.intake.Reception;
import vn.lienthong.ledger.Ledger.Custody;
import vn.lienthong.ledger.Ledger.NewDelivery;

/**
 * The moment in which a pushed file becomes a delivery: whole, durable, in the ledger, in this order, and only then does
 * the partner hear OK. Blocking; for many threads.
 */
final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final String LATER = "the gateway cannot take the file now: close it again later, or send it again";

    private final Reception reception;
    private final Traffic traffic;

    Handover(Reception reception, Traffic traffic) {
        this.reception = reception;
        this.traffic = traffic;
    }

    /**
     * Takes custody and lets go of the partial, which is no writer's any more. When it fails without a doubt the file is
     * a partial as before; in doubt it stays where the ledger may refer to it, and a resend tells.
     *
     * @param name of the delivery, which may differ from the partial's
     */
    void take(Partial partial, Lane lane, String name) throws IOException {
        Future<Custody> custody = Future.succeededFuture();
        try {
            Reception.Arrival arrival = partial.complete();
            NewDelivery delivery = reception.adopt(arrival, new Reception.Origin(lane, Door.SFTP, name, null));
            custody = reception.takeAdopted(delivery, arrival);
            Custody taken = SftpBridge.await(custody);
            partial.taken();
            traffic.received(lane.partner(), lane.feed(), Door.SFTP.wire(), taken.first(), arrival.bytes());
        } catch (SftpRefused e) {
            throw e;
        } catch (IOException | Fault e) {
            traffic.fault("storage-unavailable");
            LOG.atWarn()
                    .addKeyValue("partner", lane.partner())
                    .addKeyValue("feed", lane.feed())
                    .setCause(e)
                    .log("a pushed file could not be taken into custody");
            throw SftpRefused.failed(LATER);
        } finally {
            // An answer that comes late may still give the file back under this name.
            var unused = custody.onComplete(answered -> partial.release());
        }
    }
}
