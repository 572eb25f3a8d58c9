/**
 * The commands of gateway/run, the demo and the bench.
 *
 * <p>Holds no logic that a running gateway needs.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.cli;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
