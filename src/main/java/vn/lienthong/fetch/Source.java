package vn.lienthong.fetch;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place at a partner from which one route fetches. Blocking; one visit at a time. */
public interface Source {

    /** Goes there. What is slow or fails on the way is a {@link FetchFailed}. */
    Visit visit(Memory memory) throws FetchFailed;

    /** Whom all sources at the same machine share, for example {@code sftp.example.vn:22}. */
    String host();

    /** What we remember of earlier visits. Blocking. */
    interface Memory {
        /** Where the last visit ended, or null. */
        @Nullable
        String cursor();

        /** What was taken under these names. */
        Map<String, FileMark> taken(Collection<String> names);
    }

    /**
     * A file as it was when it was taken; or an answer, without a time, under the name of its question.
     *
     * @param modifiedS its time at the partner, seconds of the epoch
     * @param settled nobody can have written to it in the same second after we had read it
     * @param digest of the bytes that were taken; null as long as they have not been read
     */
    record FileMark(String name, long bytes, long modifiedS, boolean settled, @Nullable String digest) {
        /** False where the server tells no time. */
        boolean isTimed() {
            return modifiedS >= 0;
        }

        boolean sameAs(FileMark other) {
            return name.equals(other.name) && bytes == other.bytes && modifiedS == other.modifiedS;
        }
    }
}
