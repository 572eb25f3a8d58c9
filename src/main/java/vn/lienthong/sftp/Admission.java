package vn.lienthong.sftp;

import java.security.PublicKey;
import java.util.HashSet;
import java.util.Set;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partners;
import vn.lienthong.delivery.Door;

/**
 * Who may come in: a bounded number of connections, of those a smaller one that have not proved who they are, and the
 * partners that have this door, by their keys. All answers come from memory, at once and alike: an unknown user learns
 * nothing that a known one with a wrong key would not.
 */
final class Admission implements PublickeyAuthenticator, SessionListener {
    private final Partners partners;
    private final int sessionsMax;
    private final int strangersMax;
    private final Set<Session> all = new HashSet<>();
    private final Set<Session> strangers = new HashSet<>();

    /** @param strangersMax connections that have not authenticated yet */
    Admission(Partners partners, int sessionsMax, int strangersMax) {
        this.partners = partners;
        this.sessionsMax = sessionsMax;
        this.strangersMax = strangersMax;
    }

    @Override
    public boolean authenticate(String user, PublicKey key, ServerSession session) {
        String line;
        try {
            line = PublicKeyEntry.toString(key);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return partners.bySsh(line)
                .filter(partner -> partner.id().equals(user))
                .filter(Admission::hasThisDoor)
                .isPresent();
    }

    static boolean hasThisDoor(Partner partner) {
        return partner.sends().values().stream().anyMatch(sends -> sends.doors().contains(Door.SFTP));
    }

    @Override
    public void sessionCreated(Session session) {
        synchronized (all) {
            if (all.size() < sessionsMax && strangers.size() < strangersMax) {
                all.add(session);
                strangers.add(session);
                return;
            }
        }
        var unused = session.close(true);
    }

    @Override
    public void sessionEvent(Session session, Event event) {
        if (event == Event.Authenticated) {
            synchronized (all) {
                strangers.remove(session);
            }
        }
    }

    @Override
    public void sessionClosed(Session session) {
        synchronized (all) {
            all.remove(session);
            strangers.remove(session);
        }
    }
}
