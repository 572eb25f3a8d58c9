/**
 * The front hall: puts the rooms together, reads the settings, runs the stages of a delivery. The only place that imports Camel.
 *
 * <p>Does not parse, check or store by itself: each stage calls the room that does.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
