package vn.lienthong.http;

/** What the calls tell the operator's eyes. Called from event loops: counts and returns. */
public interface Traffic {

    /** A call was answered. {@code call} is the name of the route, never the path. */
    void answered(String call, int status);

    /** A delivery's bytes are in custody, or were already ({@code first} false). */
    void received(String partner, String feed, String door, boolean first, long bytes);

    /** One more ({@code +1}) or one less ({@code -1}) upload is in flight. */
    void uploads(int change);

    /** One more or one less reader waits for news of a feed. */
    void polls(int change);

    /** A page of a feed was handed to its reader. */
    void served(String partner, String feed, int events, long bytes);

    /** A fault of ours was answered; {@code code} is the problem's. */
    void fault(String code);

    /** Counts nothing. */
    Traffic UNCOUNTED = new Traffic() {
        @Override
        public void answered(String call, int status) {}

        @Override
        public void received(String partner, String feed, String door, boolean first, long bytes) {}

        @Override
        public void uploads(int change) {}

        @Override
        public void polls(int change) {}

        @Override
        public void served(String partner, String feed, int events, long bytes) {}

        @Override
        public void fault(String code) {}
    };
}
