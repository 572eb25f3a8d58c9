package vn.lienthong.contract;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Door;

/** An organisation that sends or receives: one file {@code gateway/partners/<id>.yaml}. */
public record Partner(
        String id,
        String name,
        List<HttpsIdentity> https,
        List<String> sshKeys,
        List<Signer> signers,
        List<PortalAccount> portal,
        Map<String, Sends> sends,
        Map<String, Receives> receives) {

    public Partner {
        https = List.copyOf(https);
        sshKeys = List.copyOf(sshKeys);
        signers = List.copyOf(signers);
        portal = List.copyOf(portal);
        sends = Map.copyOf(sends);
        receives = Map.copyOf(receives);
    }

    /** A partner without accounts at the portal door. */
    public Partner(
            String id,
            String name,
            List<HttpsIdentity> https,
            List<String> sshKeys,
            List<Signer> signers,
            Map<String, Sends> sends,
            Map<String, Receives> receives) {
        this(id, name, https, sshKeys, signers, List.of(), sends, receives);
    }

    /**
     * A client certificate: issuer (RFC 2253 name) and either its serial number (hexadecimal) or one of its subject
     * alternative names.
     */
    public record HttpsIdentity(String issuer, @Nullable String serial, @Nullable String san) {}

    /**
     * A registered signing certificate.
     *
     * @param feeds feeds it may sign; empty = all that the partner sends
     * @param from first instant, or null
     * @param to last instant, or null
     * @param facilities codes (MACSKCB) of those for whom it may sign in a document; empty = all of the partner's
     */
    public record Signer(
            Path file, List<String> feeds, @Nullable Instant from, @Nullable Instant to, List<String> facilities) {
        public Signer {
            feeds = List.copyOf(feeds);
            facilities = List.copyOf(facilities);
        }

        /** Signs for all facilities of the partner. */
        public Signer(Path file, List<String> feeds, @Nullable Instant from, @Nullable Instant to) {
            this(file, feeds, from, to, List.of());
        }
    }

    /**
     * An account at the portal door (DOMAIN 1.13).
     *
     * @param user as it stands in the form, for example {@code 01999_BV}
     * @param password what is kept of it; never the password, never its MD5
     * @param addresses from which it may call
     * @param facilities codes (MACSKCB) for which it may hand in
     */
    public record PortalAccount(String user, PasswordHash password, List<Network> addresses, List<String> facilities) {
        public PortalAccount {
            addresses = List.copyOf(addresses);
            facilities = List.copyOf(facilities);
        }

        /** Without the hash: what is printed must not help to guess. */
        @Override
        public String toString() {
            return "PortalAccount[" + user + "]";
        }
    }

    /**
     * What it may send for one feed.
     *
     * @param scope canonical field name to the values it may send; empty = everything
     * @param due overrides the contract's, or null
     * @param sftpPull there exactly when {@code sftp-pull} is among the doors
     * @param apiPull there exactly when {@code api-pull} is among the doors
     * @param rules rules that weigh otherwise for it
     * @param xmlSha1Until last day in Viet Nam on which XML signatures made with SHA-1 are taken from it, or null
     */
    public record Sends(
            List<Door> doors,
            Map<String, List<String>> scope,
            @Nullable String due,
            @Nullable SftpPull sftpPull,
            @Nullable ApiPull apiPull,
            List<RuleSwitch> rules,
            @Nullable LocalDate xmlSha1Until) {
        public Sends {
            doors = List.copyOf(doors);
            scope = Map.copyOf(scope);
            rules = List.copyOf(rules);
        }

        /** For doors to which the partner comes. */
        public Sends(List<Door> doors, Map<String, List<String>> scope, @Nullable String due) {
            this(doors, scope, due, null, null, List.of(), null);
        }
    }

    /**
     * What it may read of one feed.
     *
     * @param fields canonical names it sees; empty = all fields
     * @param scope canonical field name to the values whose rows it sees; empty = all rows
     */
    public record Receives(List<String> fields, Map<String, List<String>> scope) {
        public Receives {
            fields = List.copyOf(fields);
            scope = Map.copyOf(scope);
        }
    }
}
