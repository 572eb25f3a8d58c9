package vn.lienthong.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.ApiPull;
import vn.lienthong.fetch.Source.FileMark;

/** One request after the other, as long as the answers name a next page. */
final class ApiVisit implements Visit {
    /** An API that always names a next page is left for the next visit. */
    static final int PAGES_MAX = 100;

    private static final int CURSOR_CHARS_MAX = 1_024;
    private static final String ONLY_QUESTION = "answer";
    private static final Duration RETRY_AFTER_MAX = Duration.ofHours(1);

    private final Way way;
    private final ApiPull pull;
    private final Source.Memory memory;
    private final Set<String> cursors = new HashSet<>();
    private @Nullable String cursor;
    private @Nullable ApiBody open;
    private int pages;
    private boolean ended;
    private boolean heard;

    /** How we get there. */
    record Way(HttpClient client, Patience patience, InstantSource clock) {}

    ApiVisit(Way way, ApiPull pull, Source.Memory memory) {
        this.way = way;
        this.pull = pull;
        this.memory = memory;
        this.cursor = memory.cursor();
        if (cursor != null) {
            var unused = cursors.add(cursor);
        }
    }

    @Override
    public @Nullable Find next() throws FetchFailed {
        close();
        if (ended || pages == PAGES_MAX) {
            return null;
        }
        // Whatever happens to this page, only its release opens the way to the next one.
        ended = true;
        pages++;
        Asked asked = ask();
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(asked.uri());
        ApiBody body = new ApiBody(way.patience());
        open = body;
        response.body().subscribe(body);
        FetchFailed refused = verdict(response);
        if (refused != null) {
            throw refused;
        }
        if (response.statusCode() == 204) {
            heard = true;
            return null;
        }
        return new Answer(body, response.headers(), asked);
    }

    @Override
    public @Nullable FetchCode complaint() {
        return null;
    }

    @Override
    public boolean goesOnAfterFailure() {
        return false;
    }

    @Override
    public boolean heard() {
        return heard;
    }

    /** A body that was not read to its end goes, and its connection with it. */
    @Override
    public void close() {
        if (open != null) {
            open.cancel();
            open = null;
        }
    }

    // ---- the question

    /** @param name of the question, to remember its answer by: windows are one, because they overlap */
    private record Asked(String name, URI uri, @Nullable String windowEnd) {}

    private Asked ask() {
        if (pull.paging() instanceof ApiPull.Cursor by && cursor != null) {
            return new Asked(nameOf(cursor), with(by.parameter(), cursor), null);
        }
        if (pull.paging() instanceof ApiPull.Window window) {
            Instant to = way.clock().instant().truncatedTo(ChronoUnit.SECONDS);
            URI uri = with(window.from(), from(window, to).toString(), window.to(), to.toString());
            return new Asked(ONLY_QUESTION, uri, to.toString());
        }
        return new Asked(ONLY_QUESTION, pull.url(), null);
    }

    /** Short enough for the memory of names, whatever the partner's cursor is. */
    private static String nameOf(String cursor) {
        return HexFormat.of().formatHex(RequestSigner.sha256(cursor.getBytes(StandardCharsets.UTF_8)));
    }

    private Instant from(ApiPull.Window window, Instant to) {
        Instant last = window.since();
        try {
            last = cursor == null ? last : Instant.parse(cursor).minus(window.overlap());
        } catch (DateTimeException e) {
            // Left behind by another kind of paging: begin at the beginning, what is known already is harmless.
            last = window.since();
        }
        return last.isBefore(to) ? last : to;
    }

    private URI with(String... parameters) {
        StringBuilder uri = new StringBuilder(pull.url().toString());
        char between = pull.url().getRawQuery() == null ? '?' : '&';
        for (int i = 0; i < parameters.length; i += 2) {
            uri.append(between).append(parameters[i]).append('=');
            uri.append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
            between = '&';
        }
        return URI.create(uri.toString());
    }

    private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(URI uri) throws FetchFailed {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(way.patience().idle())
                .header("Accept", "*/*")
                .header("Accept-Encoding", "identity")
                .GET();
        if (pull.auth() instanceof ApiPull.Bearer bearer) {
            request.header("Authorization", "Bearer " + printable(SftpServers.firstLine(bearer.token())));
        } else if (pull.auth() instanceof ApiPull.Signed signed) {
            String secret = SftpServers.firstLine(signed.secret());
            RequestSigner.headers(uri, way.clock().instant(), signed.keyId(), secret)
                    .forEach(request::header);
        }
        try {
            return way.client().send(request.build(), head -> BodySubscribers.ofPublisher());
        } catch (IOException e) {
            throw new FetchFailed(codeOf(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FetchFailed(FetchCode.GATEWAY_FAULT, e);
        }
    }

    /** A token with a line break or other letters would make another header of it. */
    private static String printable(String token) throws FetchFailed {
        if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new FetchFailed(FetchCode.SECRET_UNUSABLE);
        }
        return token;
    }

    private static FetchCode codeOf(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof HttpConnectTimeoutException) {
                return FetchCode.HOST_UNREACHABLE;
            }
            if (cause instanceof HttpTimeoutException) {
                return FetchCode.TOO_SLOW;
            }
            if (cause instanceof SSLException) {
                return FetchCode.HOST_NOT_TRUSTED;
            }
            if (cause instanceof java.net.ProtocolException) {
                return FetchCode.PROTOCOL_BROKEN;
            }
        }
        return FetchCode.CONNECTION_LOST;
    }

    // ---- the answer

    private @Nullable FetchFailed verdict(HttpResponse<?> response) {
        int status = response.statusCode();
        if (status == 200 || status == 204) {
            boolean coded = response.headers()
                    .firstValue("Content-Encoding")
                    .filter(coding -> !coding.equalsIgnoreCase("identity"))
                    .isPresent();
            return coded ? new FetchFailed(FetchCode.PROTOCOL_BROKEN) : null;
        }
        FetchCode code =
                switch (status) {
                    case 401, 403 -> FetchCode.LOGIN_REFUSED;
                    case 429, 503 -> FetchCode.RATE_LIMITED;
                    default ->
                        status >= 500
                                ? FetchCode.PARTNER_FAILED
                                : status >= 400
                                        ? FetchCode.REQUEST_REFUSED
                                        : status >= 300 ? FetchCode.REDIRECTED : FetchCode.PROTOCOL_BROKEN;
                };
        return new FetchFailed(code, null, retryAfter(response.headers()).orElse(null));
    }

    /** In seconds, or as a date; longer than an hour is cut to an hour. */
    private Optional<Duration> retryAfter(HttpHeaders headers) {
        return headers.firstValue("Retry-After").map(text -> {
            Duration wait;
            try {
                wait = text.matches("[0-9]{1,9}")
                        ? Duration.ofSeconds(Long.parseLong(text))
                        : Duration.between(
                                way.clock().instant(),
                                java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
            } catch (DateTimeException e) {
                return Duration.ZERO;
            }
            return wait.isNegative() ? Duration.ZERO : wait.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : wait;
        });
    }

    /** One body. */
    private final class Answer implements Find {
        private final ApiBody body;
        private final HttpHeaders headers;
        private final Asked asked;
        private @Nullable String next;
        private long bytes;

        Answer(ApiBody body, HttpHeaders headers, Asked asked) {
            this.body = body;
            this.headers = headers;
            this.asked = asked;
        }

        @Override
        public @Nullable String name() {
            return null;
        }

        @Override
        public void readTo(Sink sink, long bytesMax) throws IOException {
            refuseLonger(bytesMax);
            Set<List<String>> wanted = new HashSet<>();
            ApiPull.Ok ok = pull.ok();
            if (ok != null) {
                var unused = wanted.add(ok.path());
            }
            if (pull.paging() instanceof ApiPull.Cursor by && !by.path().isEmpty()) {
                var unused = wanted.add(by.path());
            }
            if (wanted.isEmpty()) {
                bytes = body.to(sink, bytesMax);
            } else {
                BodyGlance glance = new BodyGlance(wanted);
                bytes = body.to(
                        (piece, offset, length) -> {
                            sink.write(piece, offset, length);
                            glance.feed(piece, offset, length);
                        },
                        bytesMax);
                glance.end();
                if (ok != null
                        && glance.value(ok.path()).filter(ok.values()::contains).isEmpty()) {
                    throw new FetchFailed(FetchCode.ANSWER_NOT_OK);
                }
                goOn(glance);
            }
            if (pull.paging() instanceof ApiPull.Cursor by && by.header() != null) {
                goOn(headers.firstValue(by.header()));
            }
        }

        private void refuseLonger(long bytesMax) throws FetchFailed {
            if (headers.firstValueAsLong("Content-Length").orElse(0) > bytesMax) {
                throw new FetchFailed(FetchCode.TOO_LARGE);
            }
        }

        private void goOn(BodyGlance glance) throws FetchFailed {
            if (pull.paging() instanceof ApiPull.Cursor by && !by.path().isEmpty()) {
                goOn(glance.value(by.path()));
            }
        }

        /** No cursor, or one that we had, is the last page. One that cannot be kept or sent as it is is refused. */
        private void goOn(Optional<String> named) throws FetchFailed {
            String value = named.filter(text -> !text.isEmpty()).orElse(null);
            if (value != null && (value.length() > CURSOR_CHARS_MAX || !isText(value))) {
                throw new FetchFailed(FetchCode.ANSWER_UNREADABLE);
            }
            next = value;
        }

        private static boolean isText(String value) {
            return value.codePoints()
                    .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
        }

        @Override
        public FileMark mark() {
            return new FileMark(asked.name(), bytes, -1, false, null);
        }

        /** The same answer to the same question is nothing new, whatever else its lane has said since. */
        @Override
        public @Nullable String knownDigest() {
            FileMark last = memory.taken(List.of(asked.name())).get(asked.name());
            return last == null ? null : last.digest();
        }

        @Override
        public @Nullable String cursor() {
            return asked.windowEnd() == null ? next : asked.windowEnd();
        }

        /** The cursor is durable: only now the next page is asked for. */
        @Override
        public void release() {
            heard = true;
            if (next != null && cursors.add(next)) {
                cursor = next;
                ended = false;
            }
        }
    }
}
