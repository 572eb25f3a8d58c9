package vn.lienthong.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What the enterprise service of a planning department says (DOMAIN 5.1) of enterprises that do not exist: the same seed
 * gives the same. Numbers come as text, {@code Representatives} is an object or an array, {@code HOAdress} is misspelt as
 * the real one is. Every {@code badEvery}-th tax code has a wrong check digit.
 */
final class SyntheticEnterprises {
    private static final String[] FORMS = {"CÔNG TY TNHH", "CÔNG TY CỔ PHẦN", "HỢP TÁC XÃ", "DOANH NGHIỆP TƯ NHÂN"};

    /** @param badEvery 0 = no mistakes */
    record Spec(int enterprises, long seed, int badEvery) {}

    private SyntheticEnterprises() {}

    /** All of them in order, one object each. */
    static JsonArray all(Spec spec) {
        SplittableRandom random = new SplittableRandom(spec.seed());
        JsonArray all = new JsonArray();
        for (int i = 1; i <= spec.enterprises(); i++) {
            boolean wrong = spec.badEvery() > 0 && i % spec.badEvery() == 0;
            all.add(enterprise(i, wrong, random));
        }
        return all;
    }

    private static JsonObject enterprise(int number, boolean wrong, SplittableRandom random) {
        String code = SyntheticIdentity.taxCode(random);
        char last = code.charAt(9);
        String stated = wrong ? code.substring(0, 9) + (char) ('0' + (last - '0' + 1) % 10) : code;
        String name = FORMS[random.nextInt(FORMS.length)] + " THỬ NGHIỆM " + number;
        boolean two = number % 7 == 0;
        return new JsonObject()
                .put(
                        "MainInformation",
                        new JsonObject()
                                .put("ENTERPRISE_ID", Integer.toString(900_000 + number))
                                .put("ENTERPRISE_CODE", String.format("9%09d", number))
                                .put("ENTERPRISE_GDT_CODE", stated)
                                .put("NAME", name)
                                .put("NAME_F", "TEST ENTERPRISE " + number)
                                .put("SHORT_NAME", "TE" + number)
                                .put("ENTERPRISE_STATUS_ID", "1")
                                .put("ENTERPRISE_STATUS_NAME", "Đang hoạt động")
                                .put("ENTERPRISE_TYPE_ID", "3")
                                .put("ENTERPRISE_TYPE_NAME", "Công ty cổ phần")
                                .put("FOUNDING_DATE", "2019-04-12T00:00:00")
                                .put("LAST_AMEND_DATE", "2026-08-01T00:00:00")
                                .put("CAPITAL_AMOUNT", number % 5 == 0 ? null : Long.toString(number * 100_000_000L))
                                .put("NUMBER_CHANGES", Integer.toString(number % 4)))
                .put(
                        "HOAdress",
                        new JsonObject()
                                .put("CityID", "1")
                                .put("CityName", "Thành phố Hà Nội")
                                .put("DistrictID", "")
                                .put("DistrictName", "")
                                .put("WardID", "4")
                                .put("WardName", "Phường Ba Đình")
                                .put("StreetNumber", "Số " + number + " Đường Thử")
                                .put("AddressFullText", "Số " + number + " Đường Thử, Phường Ba Đình, Hà Nội"))
                .put(
                        "Representatives",
                        two
                                ? new JsonArray().add(representative(random)).add(representative(random))
                                : representative(random));
    }

    private static JsonObject representative(SplittableRandom random) {
        SyntheticIdentity person = SyntheticIdentity.of(700_000 + random.nextInt(100_000), random);
        return new JsonObject()
                .put("FULL_NAME", person.name().toUpperCase(Locale.ROOT))
                .put("GENDER_ID", person.female() ? "2" : "1")
                .put("PERS_DOC_NO", person.id())
                .put("PERS_DOC_NAME", "Căn cước công dân")
                .put("PERS_DOC_ISSUE_DATE", "2021-05-10T00:00:00")
                .put("PERS_DOC_ISSUE_PLACE", "Cục Cảnh sát quản lý hành chính về trật tự xã hội")
                .putNull("PERS_DOC_EXPIRE_DATE")
                .put("DATE_OF_BIRTH", person.birthYear() + "-03-15T00:00:00")
                .put("NATIONALITY_NAME", "Việt Nam");
    }
}
