/**
 * What goes back to the sender: outcome receipts, row verdicts.
 *
 * <p>Does not decide the outcome; it words it and signs it.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.report;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
