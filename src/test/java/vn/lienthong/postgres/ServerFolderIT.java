package vn.lienthong.postgres;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who works in the folder of the embedded server. */
class ServerFolderIT {

    @Test
    void waitsForAPostmasterThatHasRemovedItsNumberAndIsAboutToEnd(@TempDir Path root) throws IOException {
        // Given
        ServerFolder folder = ServerFolder.open(root);
        Files.createDirectories(folder.cluster());
        Process leaving = new ProcessBuilder("sleep", "1")
                .directory(folder.cluster().toFile())
                .start();
        assertTrue(folder.worksHere(leaving.toHandle()));
        // When
        boolean left = folder.isLeftBy(leaving.toHandle());
        // Then
        assertTrue(left);
        assertFalse(folder.worksHere(leaving.toHandle()));
    }
}
