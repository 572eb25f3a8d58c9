/**
 * Gives a valid record its one canonical shape and its identity.
 *
 * <p>Does not check: a record that gets here has been found right.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.normalize;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
