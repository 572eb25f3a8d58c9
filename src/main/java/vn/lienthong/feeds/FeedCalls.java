package vn.lienthong.feeds;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Partner;
import vn.lienthong.delivery.Door;
import vn.lienthong.http.Answers;
import vn.lienthong.http.Call;
import vn.lienthong.http.Calls;
import vn.lienthong.http.Problem;
import vn.lienthong.http.ProblemCode;

/** The calls about feeds: which there are for this caller, what they promise, and their events. */
public final class FeedCalls implements Calls.Offer {

    private static final String YAML = "application/yaml";

    private final Map<String, Contract> contracts;
    private final EventPages pages;

    public FeedCalls(Map<String, Contract> contracts, EventPages pages) {
        this.contracts = new TreeMap<>(contracts);
        this.pages = pages;
    }

    @Override
    public void addTo(Calls calls) {
        calls.on(HttpMethod.GET, "/v1/feeds", "feeds", this::feeds);
        calls.on(HttpMethod.GET, "/v1/feeds/:feed/contract", "contract", this::contract);
        calls.on(HttpMethod.GET, "/v1/feeds/:feed/events", "events", this::events);
    }

    private Future<Void> feeds(Call call) {
        JsonArray body = new JsonArray();
        for (Contract contract : contracts.values()) {
            if (maySee(call.caller(), contract)) {
                body.add(line(call.caller(), contract));
            }
        }
        return Answers.end(call.response(), 200, Answers.JSON, body.toBuffer());
    }

    private static JsonObject line(Partner caller, Contract contract) {
        String self = "/v1/feeds/" + contract.feed();
        Partner.Sends sends = caller.sends().get(contract.feed());
        boolean receives = caller.receives().containsKey(contract.feed());
        JsonArray doors = new JsonArray();
        JsonObject links = new JsonObject().put("contract", self + "/contract");
        if (sends != null) {
            sends.doors().stream().map(Door::wire).sorted().forEach(doors::add);
            if (sends.doors().contains(Door.HTTPS)) {
                links.put("deliveries", self + "/deliveries");
            }
        }
        if (receives) {
            links.put("events", self + "/events");
        }
        return new JsonObject()
                .put("feed", contract.feed())
                .put("version", contract.version())
                .put("description", contract.description())
                .put("sends", sends != null)
                .put("doors", doors)
                .put("receives", receives)
                .put("links", links);
    }

    private Future<Void> contract(Call call) {
        Contract contract = contracts.get(call.segment("feed"));
        if (contract == null || !maySee(call.caller(), contract)) {
            throw Problem.of(ProblemCode.NOT_FOUND).failure();
        }
        return Answers.end(call.response(), 200, YAML, Buffer.buffer(contract.yaml()));
    }

    private Future<Void> events(Call call) {
        Contract contract = contracts.get(call.segment("feed"));
        Partner.Receives right =
                contract == null ? null : call.caller().receives().get(contract.feed());
        if (contract == null || right == null) {
            throw Problem.of(ProblemCode.NOT_FOUND).failure();
        }
        return pages.answer(call, contract, right);
    }

    private static boolean maySee(Partner caller, Contract contract) {
        return caller.sends().containsKey(contract.feed()) || caller.receives().containsKey(contract.feed());
    }
}
