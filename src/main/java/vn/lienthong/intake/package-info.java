/**
 * The doors: takes bytes in, proves the partner, hands out the custody receipt.
 *
 * <p>Does not look inside a delivery, and acknowledges nothing before it is durable.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.intake;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
