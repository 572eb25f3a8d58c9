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
        Partners p = Partners.read(home, c, findings);
        findings.list().forEach(System.out::println);
        System.out.println(c.feeds());
        System.out.println(p.all());
        assertEquals(0, findings.errors());
    }
}
