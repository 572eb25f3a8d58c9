package vn.lienthong.fetch;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.sshd.client.session.ClientSession;
import vn.lienthong.contract.SftpPull;

/** The folder of a partner's SFTP server. Remembers what it saw there last, to tell which files have come to rest. */
public final class SftpSource implements Source {
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
            QuietSftpClient client = new QuietSftpClient(session);
            visit = new SftpVisit(new SftpVisit.Connection(session, client), pull, memory, clock);
            SftpFolder.Listing listing = SftpFolder.list(client, pull);
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
