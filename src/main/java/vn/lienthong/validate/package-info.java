/**
 * Checks a record against its contract: fields, rules across fields, duplicates inside a file.
 *
 * <p>Does not change a value, and never lets a value into a violation.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.validate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
