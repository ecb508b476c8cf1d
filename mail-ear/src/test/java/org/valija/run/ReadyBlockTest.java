package org.valija.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.valija.run.ServerOutput.OpenListener;

class ReadyBlockTest {

    @Test
    void namesEverythingThatAStrangerNeeds() {
        assertThat(block(Optional.of("Made4You"), true).text())
                .contains("127.0.0.1:3525", "http://localhost:9080/valija", "Made4You", "/somewhere/data", "Ctrl-C")
                .contains("SMTP(\"localhost\", 3525)")
                .contains("robot@laboratorio.local", "For the demo only")
                .contains("Listener submission is not open: why");
    }

    @Test
    void isSilentAboutAPasswordThatWasNotMadeNowAndAUserWhoIsNot() {
        assertThat(block(Optional.empty(), false).text())
                .contains("user admin")
                .doesNotContain("password")
                .doesNotContain("robot@laboratorio.local");
    }

    private static ReadyBlock block(Optional<String> newPassword, boolean demoUser) {
        return new ReadyBlock(
                List.of(new OpenListener("relay", "127.0.0.1", 3525)),
                List.of("Listener submission is not open: why"),
                "http://localhost:9080",
                newPassword,
                demoUser,
                Path.of("/somewhere/data"),
                Path.of("/somewhere/data/log/server.log"),
                Path.of("/somewhere/data/tls/certificate.pem"));
    }
}
