package vn.lienthong.contract;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Code lists by name, looked up by (code, date). Immutable; safe for use by many threads. */
public interface CodeLists {

    /** The list, or null when it is not loaded: then its checks are off, and {@code check} says so. */
    @Nullable
    CodeList list(String name);

    /** What the codes of a list became, or null when that is not loaded: then nothing is made of them. */
    default @Nullable CodeChanges changes(String name) {
        return null;
    }

    /** One list. */
    interface CodeList {
        /** @return true when the code is in the list at that date; the bytes are ASCII or UTF-8 */
        boolean holds(byte[] code, int start, int end, LocalDate at);
    }

    /** No list at all. */
    CodeLists NONE = name -> null;
}
