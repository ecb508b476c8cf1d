package org.valija.content;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.valija.spi.DataDirectory;

/**
 * Where large messages are kept while they are worked on. What lies there is always a copy (of what is in the queue or
 * the store, or of what an application still has in its hands), so that a start may empty it.
 */
public final class SpoolDirectory {

    private SpoolDirectory() {}

    /** The folder {@code outbound} in Valija's data folder; it may not exist yet. */
    public static Path locate() {
        return DataDirectory.locate().resolve("outbound");
    }

    /** Deletes what a crash has left. */
    public static void clear() throws IOException {
        if (!Files.isDirectory(locate())) {
            return;
        }
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(locate(), "mail*.eml")) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
    }
}
