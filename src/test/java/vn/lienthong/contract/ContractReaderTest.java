package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import vn.lienthong.yaml.Findings;

class ContractReaderTest {
    @Test
    void x() {
        Findings findings = new Findings();
        Path home = Path.of("");
        CodeLists lists = CodeListsReader.read(home, findings);
        Contracts c = Contracts.read(home, lists, findings);
        for (var x : c.all()) System.out.println(Sample.read(home, x, findings).size());
        findings.list().forEach(System.out::println);
        assertEquals(0, findings.errors());
    }
}
