package vn.lienthong.ledger;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The disk of the sealed originals is full, read-only or broken: nothing can be taken into custody now. */
public final class StorageUnavailable extends IOException {
    StorageUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
