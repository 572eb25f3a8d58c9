/**
 * What a feed promises and what a partner may do, read from YAML, checked, immutable.
 *
 * <p>Does not look at a record, and knows nothing of doors, databases or time.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.contract;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
