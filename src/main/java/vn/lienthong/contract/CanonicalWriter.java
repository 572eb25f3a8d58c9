package vn.lienthong.contract;

/**
 * Takes canonical records, field by field in the order of the contract: the join between <em>normalize</em>, which
 * knows the shape, and the store, which knows the bytes.
 *
 * <p>Calls: {@code beginRecord, (beginRow, one value call per field, endRow)+, endRecord}. The first row of a record
 * is of table 0. Nothing is kept of a passed array.
 */
public interface CanonicalWriter {

    /**
     * @param record number in the file, from 1
     * @param identity 16 bytes, the opaque record_id (see {@code normalize.Identity})
     * @param version value of the contract's version field, 0 when it has none
     */
    void beginRecord(long record, byte[] identity, long version);

    /** @param table index in {@link Contract#tables()} */
    void beginRow(int table);

    /** TEXT, PARTIAL_DATE and MONTH: UTF-8 bytes. */
    void text(byte[] utf8, int start, int end);

    /** INTEGER and MONEY. */
    void integer(long value);

    /** DECIMAL: {@code unscaled * 10^-scale} with the field's scale. */
    void decimal(long unscaled, int scale);

    /** DATE: days since 1970-01-01. */
    void date(int epochDay);

    /** DATE_TIME: minutes since 1970-01-01T00:00 local time. */
    void dateTime(long epochMinute);

    /** Any type: the sender said nothing. */
    void absent();

    void endRow();

    void endRecord();
}
