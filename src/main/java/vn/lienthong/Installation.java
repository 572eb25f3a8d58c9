package vn.lienthong;

import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.CodeListsReader;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Contracts;
import vn.lienthong.contract.Home;
import vn.lienthong.contract.Partners;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

/** Everything that an operator edits, read and held against each other. */
public record Installation(Home home, Settings settings, CodeLists codeLists, Contracts contracts, Partners partners) {

    /** A promise of a contract that this program does not keep yet must stop the start, not be passed over in silence. */
    private static void refuseUnkept(Contract contract, Findings findings) {
        if (!contract.exchange().replaces().isEmpty()) {
            findings.accept(Finding.error(
                    Contracts.FOLDER + "/" + contract.feed() + "/contract.yaml",
                    1,
                    "'replaces' is not acted on by this version: what a delivery no longer has would stay in the store",
                    "leave it out until the version that removes it"));
        }
    }

    /** Reads settings, code lists, contracts and partners; every mistake becomes a finding. */
    public static Installation read(Home home, Findings findings) {
        Settings settings = Settings.read(home, findings);
        CodeLists lists = CodeListsReader.read(home, findings);
        Contracts contracts = Contracts.read(home, lists, findings);
        Partners partners = Partners.read(home, contracts, findings);
        contracts.all().forEach(contract -> refuseUnkept(contract, findings));
        return new Installation(home, settings, lists, contracts, partners);
    }
}
