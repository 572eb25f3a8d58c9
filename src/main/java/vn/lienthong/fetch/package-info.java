/**
 * Reads what partners hold ready for us: files on their SFTP servers, answers of their APIs.
 *
 * <p>Takes nothing into custody, writes to no disk, and removes nothing at a partner before it is told that the bytes
 * are durably ours.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.fetch;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
