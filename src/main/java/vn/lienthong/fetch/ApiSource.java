package vn.lienthong.fetch;

import java.net.URI;
import java.time.InstantSource;
import vn.lienthong.contract.ApiPull;

/** The address of a partner's API. */
public final class ApiSource implements Source {
    private final ApiServers servers;
    private final ApiPull pull;
    private final InstantSource clock;

    public ApiSource(ApiServers servers, ApiPull pull, InstantSource clock) {
        this.servers = servers;
        this.pull = pull;
        this.clock = clock;
    }

    @Override
    public Visit visit(Memory memory) throws FetchFailed {
        ApiVisit.Way way = new ApiVisit.Way(servers.client(pull.trust()), servers.patience(), clock);
        return new ApiVisit(way, pull, memory);
    }

    @Override
    public String host() {
        URI url = pull.url();
        return url.getHost() + ":" + url.getPort();
    }
}
