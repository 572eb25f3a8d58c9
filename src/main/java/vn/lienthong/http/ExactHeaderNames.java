package vn.lienthong.http;

import io.netty.handler.codec.http.HttpMessage;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Reads HTTP/1.1 requests with names as they are. The decoder of Vert.x 5.0.12 takes any {@code Content-Xength} for
 * {@code Content-Length} (CVE-2026-102479) and then nobody behind it can tell the two apart, so that a proxy in front
 * and this door could disagree where a request ends. Also refuses what RFC 9112 6.3 only tolerates: a length beside a
 * transfer coding. Reaches into Vert.x; to be dropped with the release that mends the decoder.
 */
public final class ExactHeaderNames extends VertxHttpRequestDecoder {

    private static final String DECODER = "httpDecoder";
    private static final String LENGTH_NAME = "content-length";

    private ExactHeaderNames(HttpServerOptions options) {
        super(options);
    }

    /** Puts this decoder in the place of the connection's own; HTTP/2 connections have none. */
    public static void guard(HttpConnection connection, HttpServerOptions options) {
        if (connection instanceof ConnectionBase base) {
            var pipeline = base.channel().pipeline();
            if (pipeline.get(DECODER) != null) {
                pipeline.replace(DECODER, DECODER, new ExactHeaderNames(options));
            }
        }
    }

    /** True for a name that the careless decoder would have taken for the length. */
    public static boolean looksLikeLength(String name) {
        return name.length() == LENGTH_NAME.length()
                && !name.equalsIgnoreCase(LENGTH_NAME)
                && name.regionMatches(true, 0, LENGTH_NAME, 0, "content-".length())
                && name.regionMatches(true, "content-x".length(), LENGTH_NAME, "content-l".length(), "ength".length());
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        if (length == LENGTH_NAME.length()) {
            return new AsciiString(line, start, length, true);
        }
        return super.splitHeaderName(line, start, length);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both a length and a transfer coding");
    }
}
