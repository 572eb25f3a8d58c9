package vn.lienthong.cli;

import java.util.SplittableRandom;

/**
 * Identifiers and names of people and enterprises that do not exist, with every check digit right (DOMAIN 2).
 *
 * @param id personal identification number, 12 digits that agree with sex and year of birth
 */
record SyntheticIdentity(String id, String name, int birthYear, boolean female) {
    private static final String[] FAMILY = {
        "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô"
    };
    private static final String[] MIDDLE = {"Văn", "Thị", "Hữu", "Đức", "Ngọc", "Thanh", "Minh", "Quang", "Xuân"};
    private static final String[] GIVEN = {
        "An", "Bình", "Cường", "Dũng", "Hà", "Hạnh", "Hoa", "Hùng", "Hương", "Lan", "Mai", "Nam", "Phúc", "Thảo", "Yến"
    };
    private static final String[] BIRTH_PROVINCES = {"001", "004", "031", "048", "079", "092", "026", "038"};
    private static final int[] TAX_CODE_WEIGHTS = {31, 29, 23, 19, 17, 13, 7, 5, 3};
    private static final int BIRTH_YEAR_FIRST = 1962;
    private static final int BIRTH_YEARS = 44;
    private static final int SERIALS = 1_000_000;

    /** Person number {@code serial}; another serial is another number. */
    static SyntheticIdentity of(int serial, SplittableRandom random) {
        int year = BIRTH_YEAR_FIRST + random.nextInt(BIRTH_YEARS);
        boolean female = random.nextBoolean();
        int century = (year >= 2000 ? 2 : 0) + (female ? 1 : 0);
        String province = BIRTH_PROVINCES[serial / SERIALS % BIRTH_PROVINCES.length];
        String id = province + century + String.format("%02d%06d", year % 100, serial % SERIALS);
        String name = FAMILY[random.nextInt(FAMILY.length)] + " " + MIDDLE[random.nextInt(MIDDLE.length)] + " "
                + GIVEN[random.nextInt(GIVEN.length)];
        return new SyntheticIdentity(id, name, year, female);
    }

    /** A day of the year of birth. */
    String birthDate(String separator, SplittableRandom random) {
        return String.format(
                "%02d%s%02d%s%d", 1 + random.nextInt(28), separator, 1 + random.nextInt(12), separator, birthYear);
    }

    /** A tax code of ten digits with a right check digit. */
    static String taxCode(SplittableRandom random) {
        while (true) {
            String digits = String.format("%09d", random.nextLong(10_000_000L, 400_000_000L));
            int sum = 0;
            for (int i = 0; i < TAX_CODE_WEIGHTS.length; i++) {
                sum += TAX_CODE_WEIGHTS[i] * (digits.charAt(i) - '0');
            }
            if (sum % 11 != 0) {
                return digits + (10 - sum % 11);
            }
        }
    }
}
