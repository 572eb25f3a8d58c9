package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vn.lienthong.delivery.Fault;

class AheadTest {
    private static final int MORE_THAN_THE_QUEUE_HOLDS = 200;

    @Test
    void givesResultsInOrder() throws IOException {
        // Given
        Ahead<Integer> ahead = new Ahead<>();
        for (int i = 0; i < MORE_THAN_THE_QUEUE_HOLDS; i++) {
            int number = i;
            if (i % 3 == 0) {
                ahead.keep(() -> number);
            } else {
                ahead.submit(() -> number);
            }
        }

        // When
        List<Integer> taken = new ArrayList<>();
        while (ahead.size() > 0) {
            taken.add(ahead.take());
        }

        // Then
        assertEquals(IntStream.range(0, MORE_THAN_THE_QUEUE_HOLDS).boxed().toList(), taken);
    }

    @Test
    void goesOnWhenEverySpareThreadIsBusy() throws IOException {
        // Given: somebody else's work that ends only after ours
        CountDownLatch ours = new CountDownLatch(1);
        Ahead<Integer> others = new Ahead<>();
        for (int i = 0; i < MORE_THAN_THE_QUEUE_HOLDS; i++) {
            others.submit(() -> {
                ours.await();
                return 1;
            });
        }

        // When
        Ahead<Thread> ahead = new Ahead<>();
        ahead.submit(Thread::currentThread);

        // Then
        assertSame(Thread.currentThread(), ahead.take());
        ours.countDown();
        assertEquals(1, others.take());
        others.stop();
        assertEquals(0, others.size());
    }

    @Test
    void passesFailuresOn() {
        // Given
        IOException disk = new IOException("disk");
        IllegalStateException bug = new IllegalStateException("bug");
        Ahead<Integer> ahead = new Ahead<>();
        ahead.submit(() -> {
            throw disk;
        });
        ahead.submit(() -> {
            throw bug;
        });

        // When, then
        assertSame(disk, assertThrows(IOException.class, ahead::take));
        assertSame(bug, assertThrows(Fault.class, ahead::take).getCause());
    }
}
