package vn.lienthong.fetch;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpVersionSelector;
import org.apache.sshd.sftp.client.impl.DefaultSftpClient;
import vn.lienthong.contract.SftpPull;

/** The folder of a partner's SFTP server. Remembers what it saw there last, to tell which files have come to rest. */
public final class SftpSource implements Source {
    private static final int VERSION = 3;

    private final SftpServers servers;
    private final SftpPull pull;
    private final InstantSource clock;
    private Map<String, FileMark> seenLast = new HashMap<>();

    public SftpSource(SftpServers servers, SftpPull pull, InstantSource clock) {
        this.servers = servers;
        this.pull = pull;
        this.clock = clock;
    }

    @Override
    public Visit visit(Memory memory) throws FetchFailed {
        ClientSession session = servers.login(pull);
        SftpVisit visit = null;
        try {
            // Version 3 is what every server speaks. The library ends a session that answers what was not asked.
            DefaultSftpClient client =
                    new DefaultSftpClient(session, SftpVersionSelector.fixedVersionSelector(VERSION), null);
            visit = new SftpVisit(new SftpVisit.Connection(session, client, servers.patience()), pull, memory, clock);
            SftpFolder.Listing listing = SftpFolder.list(client, pull, new Pace(servers.patience()));
            visit.begin(listing, seenLast);
            seenLast = listing.files();
            return visit;
        } catch (FetchFailed e) {
            var unused = session.close(true);
            throw e;
        } catch (IOException | RuntimeException e) {
            var unused = session.close(true);
            throw new FetchFailed(SftpFolder.codeOf(e, session), e);
        }
    }

    @Override
    public String host() {
        return pull.address().host() + ":" + pull.address().port();
    }
}
