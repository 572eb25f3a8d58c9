/**
 * The gateway's memory: deliveries, sealed originals, work queue, stages, violations, receipts, evidence.
 *
 * <p>Does not decide anything about a delivery; it makes what others decided durable, once.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
