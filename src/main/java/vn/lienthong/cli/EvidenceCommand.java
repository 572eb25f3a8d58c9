package vn.lienthong.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.lienthong.envelope.KeyFiles;
import vn.lienthong.envelope.ReceiptVerifier;

/** Proves things about receipts, without a running gateway. */
@Command(
        name = "evidence",
        description = "Proves things about receipts, without a running gateway.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = EvidenceCommand.Verify.class)
final class EvidenceCommand {

    /** Checks a receipt's signature and, with --original, that it speaks of these bytes. */
    @Command(
            name = "verify",
            description = "Checks a receipt's signature and, with --original, that it speaks of exactly these bytes.",
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {
        @Mixin
        private HomeOption home = new HomeOption();

        @Option(
                names = "--ca",
                paramLabel = "FILE",
                description = "Authority of the receipt signer, PEM (default: the development CA).")
        private @Nullable Path ca;

        @Option(names = "--original", paramLabel = "FILE", description = "The file that was delivered.")
        private @Nullable Path original;

        @Parameters(index = "0", paramLabel = "RECEIPT", description = "The receipt: JSON exactly as received.")
        private Path receipt = Path.of("");

        @Parameters(index = "1", paramLabel = "SIGNATURE", description = "Its detached signature, DER.")
        private Path signature = Path.of("");

        @Override
        public Integer call() throws IOException {
            Path authority = ca == null ? home.home().certs().resolve("dev/ca.crt") : ca;
            byte[] body = read(receipt);
            Optional<String> problem =
                    new ReceiptVerifier(KeyFiles.certificate(authority)).problem(body, read(signature));
            if (problem.isPresent()) {
                throw new CommandFailed(
                        CommandFailed.FINDINGS,
                        "the signature does not hold: " + problem.get(),
                        "compare the exact bytes: no final newline, no reformatting");
            }
            JsonObject said = json(body);
            Path file = original;
            if (file != null && !PartnerClient.reprDigest(file).equals(said.getString("digest"))) {
                throw new CommandFailed(
                        CommandFailed.FINDINGS,
                        "the receipt holds, but speaks of other bytes than " + file,
                        "is it the sealed file exactly as it was sent?");
            }
            System.out.println("good: " + said.getString("type") + " receipt of delivery " + said.getString("delivery")
                    + ", partner " + said.getString("partner") + ", feed " + said.getString("feed")
                    + (file == null ? "" : ", of exactly this file"));
            return 0;
        }

        private static byte[] read(Path file) {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new CommandFailed(CommandFailed.USAGE, "cannot read " + file, "name a file that you may read", e);
            }
        }

        private static JsonObject json(byte[] body) {
            try {
                return new JsonObject(new String(body, StandardCharsets.UTF_8));
            } catch (DecodeException e) {
                throw new CommandFailed(CommandFailed.FINDINGS, "the receipt is not JSON", "is it the right file?", e);
            }
        }
    }
}
