package vn.lienthong.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import vn.lienthong.contract.Partner;

/** One HTTPS call of a known caller. Every reader here ends in a {@link ProblemFailure} on a malformed value. */
public record Call(RoutingContext context, Partner caller) {

    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final int PARAMETER_CHARACTERS_MAX = 255;

    public HttpServerRequest request() {
        return context.request();
    }

    public HttpServerResponse response() {
        return context.response();
    }

    /** A segment of the path, decoded. */
    public String segment(String name) {
        String value = context.pathParam(name);
        return value == null ? "" : value;
    }

    /** A segment that is an id; what is no id cannot exist either. */
    public UUID idSegment(String name) {
        String text = segment(name);
        if (!UUID_FORM.matcher(text).matches()) {
            throw Problem.of(ProblemCode.NOT_FOUND).failure();
        }
        return UUID.fromString(text);
    }

    /** A header that may come once at most. */
    public Optional<String> header(String name) {
        return single(request().headers().getAll(name));
    }

    /** A query parameter that may come once at most; an empty one is as if absent. */
    public Optional<String> parameter(String name) {
        List<String> values;
        try {
            values = context.queryParam(name);
        } catch (RuntimeException e) {
            throw invalid();
        }
        return single(values).filter(value -> !value.isEmpty());
    }

    /** A whole number of the query between the bounds. */
    public int parameter(String name, int otherwise, int min, int max) {
        Optional<String> text = parameter(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw invalid();
        }
        throw invalid();
    }

    /** An id in the query. */
    public Optional<UUID> idParameter(String name) {
        return parameter(name).map(text -> {
            if (!UUID_FORM.matcher(text).matches()) {
                throw invalid();
            }
            return UUID.fromString(text);
        });
    }

    /** The problem of a malformed parameter or header, ready to be thrown. */
    public static ProblemFailure invalid() {
        return Problem.of(ProblemCode.PARAMETER_INVALID).failure();
    }

    private static Optional<String> single(List<String> values) {
        if (values.size() > 1 || (values.size() == 1 && values.get(0).length() > PARAMETER_CHARACTERS_MAX)) {
            throw invalid();
        }
        return values.stream().findFirst();
    }
}
