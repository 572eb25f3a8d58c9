package vn.lienthong.sftp;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partners;
import vn.lienthong.delivery.Door;

/**
 * Who may come in: a bounded number of connections, of those a smaller one that have not proved who they are, and the
 * partners that have this door, by their keys. When strangers fill their places, the oldest one of the address that has
 * most of them goes: who holds places open shuts nobody out who comes from elsewhere. All answers come from memory, at once and alike: an unknown user learns
 * nothing that a known one with a wrong key would not.
 */
final class Admission implements PublickeyAuthenticator, SessionListener {
    private final Partners partners;
    private final int sessionsMax;
    private final int strangersMax;
    private final Set<Session> all = new HashSet<>();
    /** With the address that each comes from, the oldest first. */
    private final Map<Session, String> strangers = new LinkedHashMap<>();

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
        Session turnedAway;
        synchronized (all) {
            turnedAway = strangers.size() >= strangersMax ? oldestOfMost() : null;
            if (turnedAway != null) {
                strangers.remove(turnedAway);
                all.remove(turnedAway);
            }
            if (all.size() < sessionsMax) {
                all.add(session);
                strangers.put(session, addressOf(session));
            } else {
                turnedAway = session;
            }
        }
        if (turnedAway != null) {
            var unused = turnedAway.close(true);
        }
    }

    private static String addressOf(Session session) {
        SocketAddress from = session.getIoSession().getRemoteAddress();
        return from instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : "";
    }

    private @Nullable Session oldestOfMost() {
        Map<String, Integer> counts = new HashMap<>();
        strangers.values().forEach(address -> counts.merge(address, 1, Integer::sum));
        Session oldest = null;
        int most = 0;
        for (Map.Entry<Session, String> stranger : strangers.entrySet()) {
            int count = counts.getOrDefault(stranger.getValue(), 0);
            if (count > most) {
                most = count;
                oldest = stranger.getKey();
            }
        }
        return oldest;
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
