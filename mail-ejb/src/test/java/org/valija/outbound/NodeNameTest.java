package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeNameTest {

    private static final String SYNTAX = "[0-9a-f]{12}";

    @TempDir
    private Path folder;

    @Test
    void outlivesTheProcess() throws IOException {
        String first = nameOnce(folder.resolve("data"));

        assertThat(first).matches(SYNTAX);
        assertThat(nameOnce(folder.resolve("data"))).isEqualTo(first);
        assertThat(nameOnce(folder.resolve("another"))).isNotEqualTo(first);
    }

    @Test
    void isNobodyElsesAsLongAsItIsInUse() throws IOException {
        try (NodeName first = NodeName.in(folder);
                NodeName second = NodeName.in(folder)) {
            assertThat(second.value()).matches(SYNTAX).isNotEqualTo(first.value());
        }
    }

    /** As a crash at the first start would leave it, or somebody with an editor. */
    @ParameterizedTest
    @ValueSource(strings = {"", "0123", "%%%%%%%%%%%%", "Ñandú y más"})
    void isMadeAnewIfItIsNone(String written) throws IOException {
        Files.writeString(folder.resolve("node"), written);

        String name = nameOnce(folder);

        assertThat(name).matches(SYNTAX);
        assertThat(nameOnce(folder)).isEqualTo(name);
    }

    private static String nameOnce(Path folder) throws IOException {
        try (NodeName name = NodeName.in(folder)) {
            return name.value();
        }
    }
}
