/**
 * The operator's eyes: health, metrics, routes and their deadlines.
 *
 * <p>Does not touch a delivery, and shows no personal value.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.watch;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
