package org.valija.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {

    @TempDir
    Path directory;

    /** In memory, and in a file. */
    @ParameterizedTest
    @ValueSource(ints = {10, ContentSpool.MEMORY_THRESHOLD + 1})
    void fieldsGoBeforeAMessageThatStaysAsItIs(int length) throws IOException {
        String message = "A: ñ\r\n\r\n" + "x".repeat(length);
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        try (Content content = ContentSpool.spool(new ByteArrayInputStream(octets), directory)) {
            try (Content behind = content.behind(ascii("C: 1\r\n")).behind(ascii("B: 2\r\n"))) {
                assertThat(text(behind)).isEqualTo("B: 2\r\nC: 1\r\n" + message);
                assertThat(behind.size()).isEqualTo(octets.length + 12);
                assertThat(behind.isHeaderInternational()).isTrue();
                assertThat(behind.isBodyEightBit()).isFalse();
            }
            assertThat(text(content)).isEqualTo(message);
        }
        assertThat(directory).isEmptyDirectory();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(Content content) throws IOException {
        try (InputStream in = content.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
