/**
 * The SFTP door: an SSH server that speaks version 3 of the file transfer protocol over a view of its own for each
 * partner, and the reports that go back that way.
 *
 * <p>Shows and follows no path of the machine, acknowledges nothing before it is durable, and knows no shell.
 */
@NullMarked
@CheckReturnValue
package vn.lienthong.sftp;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
