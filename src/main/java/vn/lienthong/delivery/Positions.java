package vn.lienthong.delivery;

/**
 * The stretch of a feed that a delivery's batches took.
 *
 * @param epoch 8 hexadecimal digits
 */
public record Positions(String epoch, long first, long last) {}
