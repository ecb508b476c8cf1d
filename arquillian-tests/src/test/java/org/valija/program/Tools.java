package org.valija.program;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a test needs that is not part of the build. Without it the test is skipped and says what to install; with {@code
 * -Dvalija.require-tools=true} it fails.
 */
public final class Tools {

    private Tools() {}

    /**
     * @param program such as {@code swaks}
     * @param install what to do if there is none, such as {@code apt-get install swaks}
     */
    public static void require(String program, String install) {
        if (Program.find(program).isEmpty()) {
            missing("There is no " + program + " in the PATH: " + install);
        }
    }

    /** As {@link #require(String, String)}, for a file or folder. */
    public static void require(Path path, String install) {
        if (Files.notExists(path)) {
            missing("There is no " + path + ": " + install);
        }
    }

    /** For programs that start as root only. */
    public static void requireRoot(String program) {
        if (!"root".equals(System.getProperty("user.name"))) {
            missing(program + " starts only for root");
        }
    }

    private static void missing(String sentence) {
        if (Boolean.getBoolean("valija.require-tools")) {
            fail(sentence);
        }
        abort(sentence);
    }
}
