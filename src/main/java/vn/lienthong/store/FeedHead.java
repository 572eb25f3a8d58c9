package vn.lienthong.store;

/** Where a feed stands: its epoch and its highest position (0 = empty). */
public record FeedHead(String epoch, long position) {}
