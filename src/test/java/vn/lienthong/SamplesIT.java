package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.CodeListsReader;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Home;
import vn.lienthong.contract.RuleCases;
import vn.lienthong.contract.Sample;
import vn.lienthong.yaml.Findings;

/** Every sample beside a contract goes through the check of the gateway and gets exactly the verdict it asks for. */
class SamplesIT {
    @TempDir
    private Path scratch = Path.of("");

    @TestFactory
    Stream<DynamicTest> everySampleGetsItsVerdict() {
        Findings findings = new Findings();
        Home home = Home.of(Path.of(""), Path.of(""));
        Installation installation = Installation.read(home, findings);
        List<DynamicTest> tests = new ArrayList<>();
        for (Contract contract : installation.contracts().all()) {
            SampleRun runner = new SampleRun(
                    CodeListsReader.ofSamples(home, contract.feed(), installation.codeLists(), findings), scratch);
            for (Sample sample : Sample.read(home, contract, findings)) {
                tests.add(DynamicTest.dynamicTest(sample.label(), () -> hasItsVerdict(runner, sample, contract)));
            }
            RuleCases.read(home, contract, findings)
                    .ifPresent(cases -> tests.add(DynamicTest.dynamicTest(cases.label(), () -> {
                        Findings broken = new Findings();
                        runner.ruleCases(cases, contract, broken);
                        assertEquals(List.of(), broken.list());
                    })));
        }
        assertFalse(findings.hasErrors(), () -> findings.list().toString());
        assertFalse(tests.isEmpty());
        return tests.stream();
    }

    private static void hasItsVerdict(SampleRun runner, Sample sample, Contract contract) throws IOException {
        assertEquals(Optional.empty(), runner.missingList(sample));
        assertEquals(List.of(), runner.differences(sample, contract));
    }
}
