package vn.lienthong.contract;

/** The form of a field's value, and with it the column of the store and the JSON of an event. */
public enum FieldType {
    /** UTF-8 text; column {@code text}; JSON string. */
    TEXT,
    /** Whole number of at most 18 digits; column {@code bigint}; JSON number. */
    INTEGER,
    /** Whole dong of at most 18 digits; column {@code bigint}; JSON number. */
    MONEY,
    /** Decimal with the field's scale, at most 18 digits in all; column {@code numeric}; JSON number. */
    DECIMAL,
    /** A calendar day; column {@code date}; JSON {@code 2026-10-31}. */
    DATE,
    /** A day, or only a month or a year; column {@code text}; JSON {@code 1965}, {@code 1965-03} or {@code 1965-03-31}. */
    PARTIAL_DATE,
    /** A calendar month; column {@code text}; JSON {@code 2026-10}. */
    MONTH,
    /** Local date and time to the minute; column {@code timestamp}; JSON {@code 2025-10-25T22:27:00}. */
    DATE_TIME
}
