package vn.lienthong.intake;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import vn.lienthong.contract.Exchange.EnvelopePolicy;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.Partner;
import vn.lienthong.delivery.Door;
import vn.lienthong.http.TestContracts;
import vn.lienthong.http.TestDoor;

/**
 * How fast a large delivery comes in: curl posts a file of {@code -Dmebibytes=1024} to a real door, beside a plain
 * write with fsync of the same bytes in the same run. Run with a small heap to see that memory stays flat.
 */
public final class UploadBench {
    private static final int MEBIBYTE = 1 << 20;
    private static final String SEALED = "bench.sealed";
    private static final String PLAIN = "bench.plain";

    private UploadBench() {}

    public static void main(String[] arguments) throws IOException, GeneralSecurityException, InterruptedException {
        int mebibytes = Integer.getInteger("mebibytes", 1024);
        int runs = Integer.getInteger("runs", 3);
        Path folder = Files.createTempDirectory("upload-bench");
        TestDoor.makeKeys(folder, "tax-01");
        Partner.Sends https = new Partner.Sends(List.of(Door.HTTPS), Map.of(), null);
        Partner partner = new Partner(
                "tax-01",
                "Tax",
                List.of(TestDoor.identity(folder, "tax-01")),
                List.of(),
                List.of(),
                Map.of(SEALED, https, PLAIN, https),
                Map.of());
        try (TestDoor door = new TestDoor(
                folder,
                TestDoor.Choice.of(
                        List.of(
                                TestContracts.contract(SEALED, Format.CSV, EnvelopePolicy.SEALED, 1L << 40),
                                TestContracts.contract(PLAIN, Format.CSV, EnvelopePolicy.PLAIN, 1L << 40)),
                        List.of(partner)))) {
            for (int run = 0; run < runs; run++) {
                for (String protocol : List.of("--http1.1", "--http2")) {
                    measure(door, folder, mebibytes, SEALED, protocol);
                }
                measure(door, folder, mebibytes, PLAIN, "--http1.1");
            }
        }
    }

    private static void measure(TestDoor door, Path folder, int mebibytes, String feed, String protocol)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path file = folder.resolve("upload.bin");
        String digest = write(file, mebibytes, feed.equals(SEALED));
        double plain = plainWrite(file, folder.resolve("plain.bin"));
        long processor = processorNanos();
        long begun = System.nanoTime();
        Process curl = new ProcessBuilder(
                        "curl",
                        "-sS",
                        protocol,
                        "--cacert",
                        door.file("ca.crt").toString(),
                        "--cert",
                        door.file("partners/tax-01/https.crt").toString(),
                        "--key",
                        door.file("partners/tax-01/https.key").toString(),
                        "-H",
                        "Repr-Digest: " + digest,
                        "-H",
                        "Expect:",
                        "-X",
                        "POST",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        "-T",
                        file.toString(),
                        "https://localhost:" + door.door().port() + "/v1/feeds/" + feed + "/deliveries")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String status = new String(curl.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        boolean ended = curl.waitFor(10, TimeUnit.MINUTES);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double processorSeconds = (processorNanos() - processor) / 1e9;
        for (Path original : door.originalFiles()) {
            Files.delete(original);
        }
        System.out.printf(
                Locale.ROOT,
                "%-12s %-9s %s %s %7.0f MB/s   processor %.1f s   plain write + fsync %7.0f MB/s   heap %d MB   resident %s%n",
                feed,
                protocol,
                ended ? "status" : "KILLED",
                status,
                mebibytes * (double) MEBIBYTE / 1e6 / seconds,
                processorSeconds,
                plain,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
                resident());
    }

    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static String write(Path file, int mebibytes, boolean envelope)
            throws IOException, GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] piece = new byte[MEBIBYTE];
        Random random = new Random();
        try (OutputStream out =
                new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file), MEBIBYTE), sha256)) {
            for (int i = 0; i < mebibytes; i++) {
                random.nextBytes(piece);
                byte[] head = envelope && i == 0
                        ? HexFormat.of().parseHex("3080060b2a864886f70d0109100117a080")
                        : new byte[] {'k'};
                System.arraycopy(head, 0, piece, 0, head.length);
                out.write(piece);
            }
        }
        return ReprDigest.text(sha256.digest());
    }

    private static double plainWrite(Path from, Path to) throws IOException {
        long begun = System.nanoTime();
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer piece = ByteBuffer.allocateDirect(MEBIBYTE);
            while (in.read(piece) >= 0) {
                piece.flip();
                out.write(piece);
                piece.clear();
            }
            out.force(true);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double speed = Files.size(from) / 1e6 / seconds;
        Files.delete(to);
        return speed;
    }

    private static String resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
                .map(line -> line.replaceAll("\\s+", " "))
                .toList()
                .toString();
    }
}
