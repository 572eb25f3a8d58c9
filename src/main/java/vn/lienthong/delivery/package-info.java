/**
 * The words of the product: delivery, feed, record, receipt, violation, refusal, verdict, state.
 *
 * <p>Does no input or output, knows no framework and imports no other room.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.delivery;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
