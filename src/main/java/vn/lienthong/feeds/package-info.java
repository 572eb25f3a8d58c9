/**
 * The way out: pages of a feed for a central system, and the rights of a reader.
 *
 * <p>Does not change the store, and shows no field that the reader may not see.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.feeds;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
