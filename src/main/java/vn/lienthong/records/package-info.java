/**
 * Reads records out of CSV, NDJSON, JSON and XML as a lazy stream of chunks, with their typed values.
 *
 * <p>Does not judge a value beyond its form, and never holds more than a few chunks in memory.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.records;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
