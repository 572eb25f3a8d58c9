/**
 * Vietnamese text that is not composed Unicode: recognised, and turned into it where a contract allows.
 *
 * <p>Does not decide what becomes of a text that is recognised and not allowed, and never converts on a guess.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.legacy;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
