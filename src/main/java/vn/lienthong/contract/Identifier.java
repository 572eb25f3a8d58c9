package vn.lienthong.contract;

import java.util.Locale;

/** The identifiers of DOMAIN 2 whose form, and check digit where there is one, is checked natively. */
public enum Identifier {
    /** Organisation (10 digits with a check digit), branch (10-3 or 13 digits), or a person's 12 digits. */
    TAX_CODE,
    /** Organisation or branch only. */
    EMPLOYER_TAX_CODE,
    /** What the register of enterprises has: a tax code of any kind, or the 5 digits of a business location. */
    ENTERPRISE_CODE,
    /** 12 digits: province of the old numbering, century and sex, year, serial. */
    PERSONAL_ID,
    /** Personal ID, old 9-digit card, or passport (capital letter and 7 digits), as claims carry it. */
    CLAIM_ID_DOCUMENT,
    /** 10 digits, not all zero. */
    SOCIAL_INSURANCE_NUMBER,
    /** 2 letters, level 1-5, 2 digits of province, 10 digits; or the 10 digits alone. */
    HEALTH_CARD,
    /** 5 digits. */
    FACILITY,
    /** Mobile or landline number. */
    PHONE;

    /** The word in YAML, for example {@code tax_code}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
