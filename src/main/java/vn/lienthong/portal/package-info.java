/**
 * The portal door: the calls of the insurer's reception portal (DOMAIN 1.13), so that a hospital's software needs only
 * another address.
 *
 * <p>Does not judge what it takes in: a payload becomes a delivery like any other, sealed as it streams.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.portal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
