package vn.lienthong.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Settlements of personal income tax (HTKK 05/QTT-TNCN, DOMAIN 4.1) of an employer and people who do not exist, totals
 * right; the same seed gives the same people. An amendment is the same with a higher number, some people left out and
 * others with another income.
 */
public final class SyntheticSettlement {
    private static final String NAMESPACE = "http://kekhaithue.gdt.gov.vn/TKhaiThue";
    private static final long DEDUCTION = 132_000_000L;
    private static final int INSURANCE_PER_MILLE = 105;

    /**
     * @param amendment 0 = the first one
     * @param workers with a contract (appendix 05-1), numbered from 1
     * @param casual without one (appendix 05-2)
     * @param dropped numbers of workers that this file does not name
     * @param raised numbers of workers with another income than in the first file
     * @param bad numbers of workers whose insurance is more than their income
     */
    public record Spec(
            int year,
            int amendment,
            int workers,
            int casual,
            long seed,
            Set<Integer> dropped,
            Set<Integer> raised,
            Set<Integer> bad) {
        public Spec {
            dropped = Set.copyOf(dropped);
            raised = Set.copyOf(raised);
            bad = Set.copyOf(bad);
        }

        /** The first settlement, without a mistake. */
        public static Spec first(int year, int workers, int casual, long seed) {
            return new Spec(year, 0, workers, casual, seed, Set.of(), Set.of(), Set.of());
        }
    }

    private record Worker(SyntheticIdentity person, long income, long insurance) {
        long assessable() {
            return Math.max(0, income - DEDUCTION - insurance);
        }

        long tax() {
            return assessable() / 20;
        }
    }

    private final Spec spec;
    private final String employer;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Worker> casual = new ArrayList<>();

    private SyntheticSettlement(Spec spec) {
        this.spec = spec;
        SplittableRandom random = new SplittableRandom(spec.seed());
        employer = SyntheticIdentity.taxCode(random);
        int base = (int) (spec.seed() % 800) * 1_000;
        for (int i = 1; i <= spec.workers(); i++) {
            SyntheticIdentity person = SyntheticIdentity.of(base + i, random);
            long income = 90_000_000L + random.nextInt(3_000) * 100_000L;
            long stated = spec.raised().contains(i) ? income + 12_000_000L : income;
            long insurance = spec.bad().contains(i) ? stated + 1 : income * INSURANCE_PER_MILLE / 1_000;
            if (!spec.dropped().contains(i)) {
                workers.add(new Worker(person, stated, insurance));
            }
        }
        for (int i = 1; i <= spec.casual(); i++) {
            SyntheticIdentity person = SyntheticIdentity.of(base + spec.workers() + i, random);
            casual.add(new Worker(person, 3_000_000L + random.nextInt(200) * 100_000L, 0));
        }
    }

    /** Writes the whole document; does not close {@code out}. Returns the employer's tax code. */
    public static String write(Spec spec, OutputStream out) throws IOException {
        SyntheticSettlement settlement = new SyntheticSettlement(spec);
        settlement.writeTo(out);
        return settlement.employer;
    }

    private void writeTo(OutputStream out) throws IOException {
        put(out, head());
        put(out, main());
        put(out, "<PLuc>\n<PLuc_05_1_BK_QTT>\n");
        int number = 0;
        for (Worker worker : workers) {
            put(out, worker(++number, worker));
        }
        put(out, workerTotals());
        put(out, "</PLuc_05_1_BK_QTT>\n");
        if (!casual.isEmpty()) {
            put(out, "<PLuc_05_2_BK_QTT>\n");
            number = 0;
            for (Worker one : casual) {
                put(out, casual(++number, one));
            }
            put(
                    out,
                    element("ct17", income(casual)) + zeros("ct18", "ct19", "ct20", "ct20.1")
                            + element("ct21", income(casual) / 10) + zeros("ct22") + "\n</PLuc_05_2_BK_QTT>\n");
        }
        put(out, "</PLuc>\n</HSoKhaiThue>\n</HSoThueDTu>\n");
    }

    private String head() {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<HSoThueDTu xmlns=\"" + NAMESPACE
                + "\">\n<HSoKhaiThue id=\"ID_1\">\n<TTinChung>\n<TTinDVu><maDVu>HTKK</maDVu><pbanDVu>5.7.8</pbanDVu>"
                + "</TTinDVu>\n<TTinTKhaiThue>\n<TKhaiThue><maTKhai>953</maTKhai><pbanTKhaiXML>2.9.3</pbanTKhaiXML>"
                + "<loaiTKhai>" + (spec.amendment() == 0 ? "C" : "B") + "</loaiTKhai><soLan>" + spec.amendment()
                + "</soLan><KyKKhaiThue><kieuKy>Y</kieuKy><kyKKhai>" + spec.year() + "</kyKKhai><kyKKhaiTuThang>01/"
                + spec.year() + "</kyKKhaiTuThang><kyKKhaiDenThang>12/" + spec.year()
                + "</kyKKhaiDenThang></KyKKhaiThue><maCQTNoiNop>70123</maCQTNoiNop><ngayLapTKhai>" + (spec.year() + 1)
                + "-03-20</ngayLapTKhai></TKhaiThue>\n<NNT><mst>" + employer
                + "</mst><tenNNT>CÔNG TY TNHH THỬ NGHIỆM</tenNNT><dchiNNT>1 Đường Thử</dchiNNT></NNT>\n"
                + "</TTinTKhaiThue>\n</TTinChung>\n";
    }

    private String main() {
        long workersTax = workers.stream().mapToLong(Worker::tax).sum();
        long taxed = workers.stream().filter(w -> w.tax() > 0).count() + casual.size();
        long total = income(workers) + income(casual);
        return "<CTieuTKhaiChinh><mst_cu>" + employer + "</mst_cu><NVuKhauTruThue>"
                + element("ct16", workers.size() + casual.size()) + element("ct17", workers.size())
                + element("ct18", taxed) + element("ct19", taxed) + zeros("ct20", "ct21", "ct22")
                + element("ct23", total) + element("ct24", total)
                + zeros("ct25", "ct26", "ct27", "ct28", "ct29", "ct30")
                + element("ct31", workersTax + income(casual) / 10) + element("ct32", workersTax)
                + element("ct33", income(casual) / 10) + zeros("ct34") + "</NVuKhauTruThue></CTieuTKhaiChinh>\n";
    }

    private static String worker(int number, Worker w) {
        return "<BKeCTietCNhan id=\"ID_" + number + "\"><coDieuChinhSoLieu>0</coDieuChinhSoLieu>" + person(w.person())
                + "<ct10>1</ct10><ct11>0</ct11>" + element("ct12", w.income())
                + zeros("ct13", "ct14", "ct15", "ct15.1", "ct16") + element("ct17", DEDUCTION) + zeros("ct18")
                + element("ct19", w.insurance()) + zeros("ct20") + element("ct21", w.assessable())
                + element("ct22", w.tax()) + zeros("ct23") + element("ct24", w.tax()) + zeros("ct25", "ct26", "ct27")
                + "</BKeCTietCNhan>\n";
    }

    private String workerTotals() {
        long insurance = workers.stream().mapToLong(Worker::insurance).sum();
        long assessable = workers.stream().mapToLong(Worker::assessable).sum();
        long tax = workers.stream().mapToLong(Worker::tax).sum();
        return element("ct28", income(workers)) + zeros("ct29", "ct30", "ct31", "ct31.1", "ct32")
                + element("ct33", DEDUCTION * workers.size()) + zeros("ct34") + element("ct35", insurance)
                + zeros("ct36") + element("ct37", assessable) + element("ct38", tax) + zeros("ct39")
                + element("ct40", tax) + zeros("ct41", "ct42", "ct43") + "\n";
    }

    private static String casual(int number, Worker w) {
        return "<BKeCTietCNhan id=\"ID_" + number + "\">" + person(w.person()) + "<ct10>0</ct10>"
                + element("ct11", w.income()) + zeros("ct12", "ct13", "ct14", "ct14.1")
                + element("ct15", w.income() / 10) + zeros("ct16") + "</BKeCTietCNhan>\n";
    }

    private static String person(SyntheticIdentity person) {
        return "<ct07>" + person.name() + "</ct07><ct08>" + person.id()
                + "</ct08><nguoiVNSongNN_NguoiNN>0</nguoiVNSongNN_NguoiNN><ct09a_ma>03</ct09a_ma><ct09>" + person.id()
                + "</ct09>";
    }

    /** Tax of casual workers is a tenth of each income; all are multiples of ten, so sums of tenths are tenths of sums. */
    private static long income(List<Worker> people) {
        return people.stream().mapToLong(Worker::income).sum();
    }

    private static String element(String name, long value) {
        return "<" + name + ">" + value + "</" + name + ">";
    }

    private static String zeros(String... names) {
        StringBuilder zeros = new StringBuilder();
        for (String name : names) {
            zeros.append(element(name, 0));
        }
        return zeros.toString();
    }

    private static void put(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
