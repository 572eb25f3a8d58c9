/**
 * Starts the embedded PostgreSQL server, applies migrations, opens pools by role.
 *
 * <p>Holds no statement about deliveries or records: those live in the ledger and the store.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.postgres;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
