package vn.lienthong.delivery;

/** One (partner, feed), whatever the door; deliveries of a lane are stored strictly in the order received. */
public record Lane(String partner, String feed) {}
