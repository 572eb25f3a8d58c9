package vn.lienthong.validate;

import vn.lienthong.contract.Identifier;
import vn.lienthong.records.Swar;

/** The forms and check digits of Vietnamese identifiers, on bytes. */
public final class Identifiers {

    /** What is found. */
    public enum Outcome {
        RIGHT,
        /** Not the form of the identifier. */
        FORM,
        /** The form is right, the check digit is not. */
        CHECK_DIGIT,
        /** It would have the right length and digits with one zero more in front. */
        LEADING_ZERO
    }

    /** Provinces of the numbering before July 2025, which personal numbers keep: bit p is set for province p. */
    private static final long[] OLD_PROVINCES = provinces(
            1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42,
            44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86,
            87, 89, 91, 92, 93, 94, 95, 96);

    private static final int[] TAX_WEIGHTS = {31, 29, 23, 19, 17, 13, 7, 5, 3};

    private static final int LOCATION_DIGITS = 5;

    private Identifiers() {}

    private static long[] provinces(int... numbers) {
        long[] bits = new long[2];
        for (int p : numbers) {
            bits[p >> 6] |= 1L << p;
        }
        return bits;
    }

    /** Checks one value; nothing is repaired. */
    public static Outcome check(Identifier kind, byte[] b, int start, int end) {
        return switch (kind) {
            case TAX_CODE -> taxCode(b, start, end, true);
            case EMPLOYER_TAX_CODE -> taxCode(b, start, end, false);
            case ENTERPRISE_CODE -> enterpriseCode(b, start, end);
            case PERSONAL_ID -> personalId(b, start, end);
            case CLAIM_ID_DOCUMENT -> claimDocument(b, start, end);
            case SOCIAL_INSURANCE_NUMBER -> insuranceNumber(b, start, end);
            case HEALTH_CARD -> healthCard(b, start, end);
            case FACILITY -> fixedDigits(b, start, end, 5);
            case PHONE -> phone(b, start, end);
        };
    }

    /** Digits of a whole number of that kind, for the hint about a lost zero; 0 when there are several lengths. */
    static int digits(Identifier kind) {
        return switch (kind) {
            case PERSONAL_ID -> 12;
            case SOCIAL_INSURANCE_NUMBER -> 10;
            case FACILITY -> 5;
            default -> 0;
        };
    }

    private static Outcome taxCode(byte[] b, int start, int end, boolean persons) {
        int leading = allDigits(b, start, end) ? end - start : leadingDigits(b, start, end);
        boolean hyphen = end - start == leading + 4 && b[start + leading] == '-' && allDigits(b, end - 3, end);
        if (hyphen) {
            return leading == 10 ? branch(b, start, end) : leading == 9 ? Outcome.LEADING_ZERO : Outcome.FORM;
        }
        if (leading != end - start) {
            return Outcome.FORM;
        }
        return switch (leading) {
            case 9 -> Outcome.LEADING_ZERO;
            case 10 -> organisation(b, start);
            case 11 -> persons ? Outcome.LEADING_ZERO : Outcome.FORM;
            case 12 -> persons ? personalId(b, start, end) : Outcome.LEADING_ZERO;
            case 13 -> branch(b, start, end);
            default -> Outcome.FORM;
        };
    }

    /** Locations are numbered 00001, 00002, ... under their enterprise. */
    private static Outcome enterpriseCode(byte[] b, int start, int end) {
        return end - start > LOCATION_DIGITS
                ? taxCode(b, start, end, true)
                : fixedDigits(b, start, end, LOCATION_DIGITS);
    }

    private static Outcome branch(byte[] b, int start, int end) {
        boolean none = b[end - 1] == '0' && b[end - 2] == '0' && b[end - 3] == '0';
        return none ? Outcome.FORM : organisation(b, start);
    }

    /** Digit 10 is 10 - s mod 11, s the weighted sum of digits 1 to 9; where that is 10 no number is issued. */
    private static Outcome organisation(byte[] b, int start) {
        int sum = 0;
        for (int i = 0; i < TAX_WEIGHTS.length; i++) {
            sum += TAX_WEIGHTS[i] * (b[start + i] - '0');
        }
        return 10 - sum % 11 == b[start + 9] - '0' ? Outcome.RIGHT : Outcome.CHECK_DIGIT;
    }

    private static Outcome personalId(byte[] b, int start, int end) {
        Outcome form = fixedDigits(b, start, end, 12);
        if (form != Outcome.RIGHT) {
            return form;
        }
        int province = (b[start] - '0') * 100 + (b[start + 1] - '0') * 10 + b[start + 2] - '0';
        boolean known = province < 128 && ((OLD_PROVINCES[province >> 6] >>> province) & 1) == 1;
        return known && isBirthCenturyPast(b[start + 3]) ? Outcome.RIGHT : Outcome.FORM;
    }

    /** 0 and 1: born in the 1900s, 2 and 3: in the 2000s; the next century's digits are not in use yet. */
    private static boolean isBirthCenturyPast(byte digit) {
        return digit <= '3';
    }

    private static Outcome claimDocument(byte[] b, int start, int end) {
        int length = end - start;
        if (length == 8 && b[start] >= 'A' && b[start] <= 'Z' && allDigits(b, start + 1, end)) {
            return Outcome.RIGHT;
        }
        return length > 9 ? personalId(b, start, end) : fixedDigits(b, start, end, 9);
    }

    private static Outcome insuranceNumber(byte[] b, int start, int end) {
        Outcome form = fixedDigits(b, start, end, 10);
        if (form != Outcome.RIGHT) {
            return form;
        }
        for (int i = start; i < end; i++) {
            if (b[i] != '0') {
                return Outcome.RIGHT;
            }
        }
        return Outcome.FORM;
    }

    private static Outcome healthCard(byte[] b, int start, int end) {
        if (end - start != 15) {
            return insuranceNumber(b, start, end);
        }
        boolean letters = b[start] >= 'A' && b[start] <= 'Z' && b[start + 1] >= 'A' && b[start + 1] <= 'Z';
        boolean level = b[start + 2] >= '1' && b[start + 2] <= '5';
        return letters && level && allDigits(b, start + 3, end) ? Outcome.RIGHT : Outcome.FORM;
    }

    private static Outcome phone(byte[] b, int start, int end) {
        boolean abroad = end - start > 3 && b[start] == '+' && b[start + 1] == '8' && b[start + 2] == '4';
        int from = abroad ? start + 3 : start;
        int digits = end - from;
        if (!allDigits(b, from, end)) {
            return Outcome.FORM;
        }
        if (!abroad && digits > 0 && b[from] == '0') {
            return nationalNumber(b, from + 1, end) ? Outcome.RIGHT : Outcome.FORM;
        }
        if (!nationalNumber(b, from, end)) {
            return Outcome.FORM;
        }
        return abroad ? Outcome.RIGHT : Outcome.LEADING_ZERO;
    }

    /** Mobile 3, 5, 7, 8, 9 and 8 digits; landline 2 and 9 digits. */
    private static boolean nationalNumber(byte[] b, int start, int end) {
        return switch (end - start) {
            case 9 -> "35789".indexOf(b[start]) >= 0;
            case 10 -> b[start] == '2';
            default -> false;
        };
    }

    private static Outcome fixedDigits(byte[] b, int start, int end, int digits) {
        int length = end - start;
        if ((length != digits && length != digits - 1) || !allDigits(b, start, end)) {
            return Outcome.FORM;
        }
        return length == digits ? Outcome.RIGHT : Outcome.LEADING_ZERO;
    }

    static boolean allDigits(byte[] b, int start, int end) {
        return Swar.allDigits(b, start, end);
    }

    private static int leadingDigits(byte[] b, int start, int end) {
        int i = start;
        while (i < end && b[i] >= '0' && b[i] <= '9') {
            i++;
        }
        return i - start;
    }
}
