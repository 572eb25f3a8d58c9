package vn.lienthong;

import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.CodeListsReader;
import vn.lienthong.contract.Contracts;
import vn.lienthong.contract.Home;
import vn.lienthong.contract.Partners;
import vn.lienthong.yaml.Findings;

/** Everything that an operator edits, read and held against each other. */
public record Installation(Home home, Settings settings, CodeLists codeLists, Contracts contracts, Partners partners) {

    /** Reads settings, code lists, contracts and partners; every mistake becomes a finding. */
    public static Installation read(Home home, Findings findings) {
        Settings settings = Settings.read(home, findings);
        CodeLists lists = CodeListsReader.read(home, findings);
        Contracts contracts = Contracts.read(home, lists, findings);
        Partners partners = Partners.read(home, contracts, findings);
        return new Installation(home, settings, lists, contracts, partners);
    }
}
