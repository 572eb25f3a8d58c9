/**
 * Opens and seals CMS, verifies who signed, signs receipts, makes development keys.
 *
 * <p>Does not know what is inside an envelope, and never releases a byte of it before the whole has been verified.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.envelope;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
