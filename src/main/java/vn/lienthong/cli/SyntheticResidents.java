package vn.lienthong.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Answers of the population database (QCVN 109:2017/BTTTT, DOMAIN 6.1) about people who do not exist: the same seed gives
 * the same bytes. Every {@code badEvery}-th resident has an impossible day of birth; every tenth only the year.
 */
final class SyntheticResidents {
    private static final String NAMESPACE = "http://www.mic.gov.vn/dancu/1.0";

    /** Codes of the system in force until July 2025: province, district, commune. */
    private static final String[][] PLACES = {{"26", "252", "09106"}, {"01", "001", "00004"}, {"79", "760", "26734"}};

    /** @param badEvery 0 = no mistakes */
    record Spec(int residents, long seed, int badEvery) {}

    private SyntheticResidents() {}

    /** Writes the whole document, inside a SOAP envelope as the look-up answers; returns how many residents are bad. */
    static int write(Spec spec, OutputStream out) throws IOException {
        SplittableRandom random = new SplittableRandom(spec.seed());
        int bad = 0;
        put(
                out,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope"
                        + " xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>"
                        + "<ns1:CongdanCollection xmlns:ns1=\"" + NAMESPACE + "\">\n");
        for (int i = 1; i <= spec.residents(); i++) {
            boolean wrong = spec.badEvery() > 0 && i % spec.badEvery() == 0;
            bad += wrong ? 1 : 0;
            put(out, resident(i, wrong, random));
        }
        put(out, "</ns1:CongdanCollection></soapenv:Body></soapenv:Envelope>\n");
        return bad;
    }

    private static String resident(int number, boolean wrong, SplittableRandom random) {
        SyntheticIdentity person = SyntheticIdentity.of(900_000 + number, random);
        String[] place = PLACES[random.nextInt(PLACES.length)];
        String day = wrong ? person.birthYear() + "0231" : number % 10 == 0 ? "" : person.birthYear() + "0115";
        String full = person.name().toUpperCase(Locale.ROOT);
        return "<ns1:CongDan>" + element("SoDinhDanh", person.id()) + element("SoCMND", "")
                + group("HoVaTen", element("Ho", "") + element("ChuDem", "") + element("Ten", full))
                + element("GioiTinh", person.female() ? "2" : "1") + element("DanToc", "01")
                + element("TonGiao", "00") + element("TinhTrangHonNhan", "2") + element("NhomMau", "00")
                + group(
                        "NgayThangNamSinh",
                        element("Nam", Integer.toString(person.birthYear())) + element("NgayThangNam", day))
                + place("NoiDangKyKhaiSinh", place) + element("QuocTich", "VN") + place("QueQuan", place)
                + place("ThuongTru", place) + place("NoiOHienTai", place)
                + group("ChuHo", element("QuanHe", "CH01") + element("SoDinhDanh", person.id()))
                + element("SoSoHoKhau", "HK" + number) + "</ns1:CongDan>\n";
    }

    private static String place(String name, String[] place) {
        return group(
                name,
                element("MaTinhThanh", place[0])
                        + element("MaQuanHuyen", place[1])
                        + element("MaPhuongXa", place[2])
                        + element("ChiTiet", "Thôn Thử Nghiệm")
                        + element("QuocGia", "VN"));
    }

    private static String element(String name, String text) {
        return group(name, text);
    }

    private static String group(String name, String content) {
        return "<ns1:" + name + ">" + content + "</ns1:" + name + ">";
    }

    private static void put(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
