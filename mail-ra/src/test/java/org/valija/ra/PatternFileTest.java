package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatternFileTest {

    private static final List<KnownPattern> PATTERNS = List.of(
            new KnownPattern(RecipientPattern.parse("soporte@ejemplo.com"), Set.of(), Optional.empty()),
            new KnownPattern(RecipientPattern.parse("\"Ana \\\"M\\\"\"@ejemplo.com"), Set.of(), Optional.empty()),
            new KnownPattern(RecipientPattern.parse("*@*.ñandú.cl"), Set.of("relay", "submission"), Optional.empty()),
            new KnownPattern(
                    RecipientPattern.parse("*"), Set.of(), Optional.of(Instant.parse("2026-11-23T12:00:00.5Z"))));

    @TempDir
    Path folder;

    @Test
    void readsBackWhatItWrote() {
        PatternFile file = new PatternFile(folder.resolve("not there yet/recipients.txt"));
        assertThat(file.load()).isEmpty();
        assertThat(file.saved()).isEqualTo(Instant.EPOCH);
        file.save(PATTERNS);
        file.save(PATTERNS);
        assertThat(file.load()).isEqualTo(PATTERNS);
        assertThat(file.saved()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @Test
    void aBrokenFileDoesNotStopTheServer() throws IOException {
        Path path = folder.resolve("recipients.txt");
        Files.writeString(path, "a@b\t*\tactive\nnonsense\nc@d\t*\tactive\n");
        assertThat(new PatternFile(path).load())
                .as("the lines that can be read")
                .hasSize(2);
        Files.write(path, new byte[] {(byte) 0xff, 0, 1});
        assertThat(new PatternFile(path).load()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeMadeDoesNotStopTheServer() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("file"), "x");
        new PatternFile(inTheWay.resolve("recipients.txt")).save(PATTERNS);
        assertThat(inTheWay).hasContent("x");
    }
}
