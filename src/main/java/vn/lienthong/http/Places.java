package vn.lienthong.http;

import java.util.HashMap;
import java.util.Map;

/** So many places in all, and so many for one taker; who finds none is told at once and does not wait. For many threads. */
public final class Places {

    private final int max;
    private final int perTakerMax;
    private final Map<String, Integer> byTaker = new HashMap<>();
    private int taken;

    public Places(int max, int perTakerMax) {
        this.max = max;
        this.perTakerMax = perTakerMax;
    }

    /** A place for the taker, to be given back once; false when there is none. */
    public synchronized boolean take(String taker) {
        int own = byTaker.getOrDefault(taker, 0);
        if (taken >= max || own >= perTakerMax) {
            return false;
        }
        taken++;
        byTaker.put(taker, own + 1);
        return true;
    }

    public synchronized void giveBack(String taker) {
        taken--;
        byTaker.computeIfPresent(taker, (t, own) -> own > 1 ? own - 1 : null);
    }
}
