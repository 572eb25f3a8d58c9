package vn.lienthong.cli;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.lienthong.envelope.CmsSealer;
import vn.lienthong.envelope.KeyFiles;
import vn.lienthong.envelope.Sealer;

/** Signs and seals a file of any size, for people without openssl or with files that openssl cannot hold. */
@Command(
        name = "seal",
        description = {
            "Signs and seals a file of any size for the gateway, in flat memory.",
            "Example: gateway/run seal --as tax-01 payroll.csv --out payroll.p7m"
        },
        mixinStandardHelpOptions = true)
final class SealCommand implements Callable<Integer> {
    private static final int BUFFER_BYTES = 1 << 18;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--as", paramLabel = "ID", description = "Partner of the development keys that signs.")
    private @Nullable String as;

    @Option(names = "--signer", paramLabel = "FILE", description = "Signing certificate, PEM, instead of --as.")
    private @Nullable Path signer;

    @Option(names = "--key", paramLabel = "FILE", description = "Its private key, PEM, mode 0600.")
    private @Nullable Path key;

    @Option(
            names = "--recip",
            paramLabel = "FILE",
            description = "Certificate(s) to seal to, PEM (default: the development gateway's).")
    private List<Path> recipients = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "File to write, must not exist (default: standard output).")
    private @Nullable Path out;

    @Parameters(paramLabel = "FILE", description = "The file to seal; - for standard input.")
    private Path file = Path.of("-");

    @Override
    public Integer call() throws IOException {
        Sealer sealer = sealer();
        try (InputStream in = input();
                OutputStream target = output()) {
            Progress progress =
                    Progress.start(System.err, "sealing", file.toString().equals("-") ? 1 : Files.size(file));
            long bytes = 0;
            try (OutputStream content = sealer.seal(target)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    content.write(buffer, 0, n);
                    bytes += n;
                    progress.at(bytes);
                }
            }
            target.flush();
            progress.end(bytes + " bytes" + (out == null ? "" : " into " + out));
        }
        return 0;
    }

    private Sealer sealer() throws IOException {
        Path dev = home.home().certs().resolve("dev");
        List<X509Certificate> to = new ArrayList<>();
        for (Path recipient : recipients.isEmpty() ? List.of(dev.resolve("gateway/envelope-rsa.crt")) : recipients) {
            to.add(KeyFiles.certificate(recipient));
        }
        Path certificate = signer;
        Path privateKey = key;
        if (as != null && as.matches("[a-z0-9-]{2,40}")) {
            certificate = dev.resolve("partners").resolve(as).resolve("signer.crt");
            privateKey = dev.resolve("partners").resolve(as).resolve("signer.key");
        }
        if (certificate == null || privateKey == null) {
            throw new CommandFailed(
                    CommandFailed.USAGE, "say who signs", "--as ID for a development key, or --signer FILE --key FILE");
        }
        return new CmsSealer(to, KeyFiles.privateKey(privateKey), KeyFiles.certificate(certificate));
    }

    private InputStream input() {
        try {
            return file.toString().equals("-")
                    ? System.in
                    : new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        } catch (IOException e) {
            throw new CommandFailed(CommandFailed.USAGE, "cannot read " + file, "name a file that you may read", e);
        }
    }

    private OutputStream output() {
        try {
            OutputStream target = out == null
                    ? System.out
                    : Files.newOutputStream(out, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new BufferedOutputStream(target, BUFFER_BYTES);
        } catch (IOException e) {
            throw new CommandFailed(
                    CommandFailed.USAGE, "cannot write " + out, "name a file that does not exist yet", e);
        }
    }
}
