/**
 * Proves the enveloped XML signature of a document while its events stream past a reader.
 *
 * <p>Does not parse, and holds nothing of the document but the signature itself.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.xmlsig;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
