package vn.lienthong.cli;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import vn.lienthong.CheckBench;
import vn.lienthong.CheckSetup;

/**
 * The whole check of a generated claim file, with all rules, beside a plain StAX read of the same file: the parser that
 * the gateway itself uses, every event and every text touched, nothing kept. The first pairs warm up and are not counted: a compiler at work takes
 * one of two cores from check, and none from the plain read.
 */
final class ClaimsBench {
    static final int WARM_UPS = 3;
    private static final int BUFFER_BYTES = 1 << 16;

    private final PrintStream out;
    private final CheckSetup setup;

    ClaimsBench(PrintStream out, CheckSetup setup) {
        this.out = out;
        this.setup = setup;
    }

    /** @return the median ratio of speeds, ours over the plain read's */
    double run(SyntheticClaims.Spec spec, Path file, int runs) throws IOException, InterruptedException {
        try (OutputStream claims = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
            SyntheticClaims.write(spec, claims);
        }
        long bytes = Files.size(file);
        out.printf(Locale.ROOT, "%,d visits, %,.1f MB, %d rules%n", spec.visits(), bytes / 1e6, rules());
        List<Double> ratios = new ArrayList<>();
        for (int run = 1 - WARM_UPS; run <= runs; run++) {
            long begin = System.nanoTime();
            plainRead(file);
            double plain = (System.nanoTime() - begin) / 1e9;
            CheckBench ours = CheckBench.of(file, setup);
            if (ours.verdict().received() != spec.visits() || ours.verdict().rejected() > 0) {
                throw new CommandFailed(
                        CommandFailed.FINDINGS,
                        "not every visit was good: " + ours.verdict().received() + " read, "
                                + ours.verdict().rejected() + " rejected "
                                + ours.verdict().rules(),
                        "gateway/run validate --feed health.claims says why");
            }
            double ratio = plain / ours.seconds();
            out.printf(
                    Locale.ROOT,
                    "%-8s check %6.2f s = %,7.0f visits/s = %,6.1f MB/s   plain StAX read %,6.1f MB/s   ratio %.2f%n",
                    run <= 0 ? "warm-up" : "run " + run,
                    ours.seconds(),
                    ours.rowsPerSecond(),
                    ours.megabytesPerSecond(),
                    bytes / plain / 1e6,
                    ratio);
            if (run > 0) {
                ratios.add(ratio);
            }
        }
        Collections.sort(ratios);
        double median = ratios.get(ratios.size() / 2);
        out.printf(Locale.ROOT, "ratio of speeds, check to plain StAX read: %.2f (above 1 is faster)%n", median);
        return median;
    }

    private int rules() {
        return setup.contract().rules().size();
    }

    private static void plainRead(Path file) throws IOException {
        XMLInputFactory parsers = new InputFactoryImpl();
        parsers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        long touched = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
            XMLStreamReader reader = parsers.createXMLStreamReader(in);
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                    touched += reader.getTextLength();
                }
            }
            reader.close();
        } catch (XMLStreamException e) {
            throw new CommandFailed(CommandFailed.FINDINGS, "the generated file is not well-formed", "report this", e);
        }
        if (touched == 0) {
            throw new CommandFailed(CommandFailed.FINDINGS, "the generated file has no text", "report this");
        }
    }
}
