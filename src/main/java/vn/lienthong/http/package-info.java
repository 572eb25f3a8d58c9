/**
 * What every HTTPS call shares: the TLS server, who is calling, problem bodies, limits.
 *
 * <p>Does not know what a call means, and never repeats a caller's input in an error.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
