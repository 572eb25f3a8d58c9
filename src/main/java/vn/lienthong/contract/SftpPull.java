package vn.lienthong.contract;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Files that we fetch from a partner's SFTP server: the block {@code sftp-pull} of a partner file. Names secrets by
 * their files only.
 *
 * @param login how we prove who we are there
 * @param hostKeys known_hosts file with the server's keys; no other key is ever accepted
 * @param folder on the server
 * @param files names to fetch: {@code *} for any characters, {@code ?} for one
 * @param every pause between two visits
 */
public record SftpPull(
        Address address,
        Login login,
        Path hostKeys,
        String folder,
        String files,
        Duration every,
        Ready ready,
        After after) {

    /** Where the server is. */
    public record Address(String host, int port) {}

    /**
     * Either {@code key} or {@code password} is there.
     *
     * @param key private key file of OpenSSH, without passphrase
     * @param password file whose first line is the password
     */
    public record Login(String user, @Nullable Path key, @Nullable Path password) {}

    /**
     * When a file may be fetched.
     *
     * @param doneSuffix a file of the same name with this behind it says that the file is complete; null = the file must
     *     have the same size and time at two visits
     */
    public record Ready(@Nullable String doneSuffix) {}

    /** What becomes of a file at the partner when it is durably ours. */
    public record After(Kind kind, @Nullable String moveTo) {
        /** What is done. */
        public enum Kind {
            KEEP,
            DELETE,
            MOVE
        }
    }
}
