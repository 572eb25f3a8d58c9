/**
 * Journeys: the packaged gateway as its users meet it, through its doors, with openssl and curl as foreign peers.
 *
 * <p>Nothing here reaches into the program; a journey knows the files, the ports and the wire.
 */
@NullMarked
package vn.lienthong.journey;

import org.jspecify.annotations.NullMarked;
