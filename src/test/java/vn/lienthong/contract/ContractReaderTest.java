package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.lienthong.yaml.Findings;

class ContractReaderTest {
    @Test
    void x() {
        for (String feed : List.of("tax.payroll", "health.checkins")) {
            Findings findings = new Findings();
            var c = ContractReader.read(
                    Path.of("routes/feeds/" + feed + "/contract.yaml"), feed, CodeLists.NONE, findings);
            findings.list().forEach(System.out::println);
            System.out.println(c.map(Contract::tables));
            System.out.println(c.map(Contract::rules));
            assertEquals(0, findings.errors());
        }
    }
}
