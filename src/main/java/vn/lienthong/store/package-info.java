/**
 * The central insurance store: tables made from contracts, batches, positions, pages of a feed.
 *
 * <p>Does not parse or judge; what reaches it is canonical and right.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.store;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
