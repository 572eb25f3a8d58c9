package vn.lienthong.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static vn.lienthong.http.TestDoor.await;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class UploadIT {
    private static final int BYTES_MAX = 100;

    @Test
    void takesNoMoreMemoryThanTheBodyMayHaveBytes() {
        // Given
        Vertx vertx = Vertx.vertx();
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("upload", 1);
        Queue<Integer> pieces = new ConcurrentLinkedQueue<>();
        HttpServer server = await(vertx.createHttpServer()
                .requestHandler(request -> new Upload(
                                vertx,
                                request.pause(),
                                (piece, offset, length) -> pieces.add(piece.length),
                                workers,
                                new Upload.Bounds(BYTES_MAX, 30_000, 1))
                        .receive()
                        .onComplete(received -> request.response()
                                .setStatusCode(received.succeeded() ? 200 : 500)
                                .end()))
                .listen(0, "127.0.0.1"));
        HttpClient client = vertx.createHttpClient();

        // When
        HttpClientResponse response = await(client.request(HttpMethod.POST, server.actualPort(), "127.0.0.1", "/")
                .compose(request -> request.send(Buffer.buffer("a small body"))));

        // Then
        assertEquals(200, response.statusCode());
        assertEquals(List.of(BYTES_MAX), List.copyOf(pieces));
        await(vertx.close());
    }
}
