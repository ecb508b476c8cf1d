package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.valija.smtp.tls.TlsKeys;

/**
 * The session against the cases in {@code src/test/resources/org/valija/smtp/session}: each file is the dialogue as it must
 * be. What came out instead is written to {@code target/session-cases}, for a look or for a new case.
 */
class SmtpSessionCasesTest {

    private static final Path OUT = Path.of("target", "session-cases");

    @TempDir
    static Path folder;

    private static TlsKeys keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = TestKeys.make(folder).keys();
        Files.createDirectories(OUT);
    }

    static List<Path> cases() throws IOException, URISyntaxException {
        Path dir = Path.of(SmtpSessionCasesTest.class.getResource("session").toURI());
        try (Stream<Path> files = Files.list(dir)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsWritten(Path file) throws Exception {
        String script = Files.readString(file);
        String played = SessionScript.play(script, folder.resolve("spool"), keys);
        Files.writeString(OUT.resolve(file.getFileName()), played);
        assertThat(played).isEqualTo(script);
    }
}
