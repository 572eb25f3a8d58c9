/**
 * Reads the YAML files of an installation and names file and line of every mistake in them.
 *
 * <p>Knows nothing of what the files mean, and never throws at an operator's mistake.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.yaml;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
