package org.valija.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.run.RunSettings.MailPort;

class RunSettingsTest {

    private static final Path DEFAULT_DATA = Path.of("/default/../data");

    @Test
    void hasDefaults() throws CannotRunException {
        RunSettings settings = RunSettings.from(new Properties(), DEFAULT_DATA);
        assertThat(settings.data()).isEqualTo(Path.of("/data"));
        assertThat(settings.mailPorts())
                .containsExactly(
                        new MailPort("relay", 2525),
                        new MailPort("submission", 2587),
                        new MailPort("submissions", 2465));
        assertThat(settings.bindAddress().isLoopbackAddress()).isTrue();
        assertThat(settings.adminPassword()).isEmpty();
        assertThat(settings.site()).isEqualTo("http://localhost:8080");
    }

    @Test
    void theOffsetMovesConsoleAndAdministration() throws CannotRunException {
        RunSettings settings = settings("valija.port.offset", "1000");
        assertThat(settings.consolePort()).isEqualTo(9080);
        assertThat(settings.managementPort()).isEqualTo(10990);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            textBlock =
                    """
            valija.port.offset,    x
            valija.port.offset,    -1
            valija.port.offset,    60000
            valija.port.relay,     65536
            valija.port.relay,     0
            valija.port.relay,     ''
            valija.bind.address,   no.such.host.invalid
            valija.admin.password, short
            valija.admin.password, ''
            """)
    void refusesWhatCannotBeAndNamesIt(String property, String value) {
        assertThatThrownBy(() -> settings(property, value))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining(property)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void neverShowsTheAdminPasswordThatItRefuses() {
        assertThatThrownBy(() -> settings("valija.admin.password", "secret\u0007secret"))
                .hasMessageNotContaining("secret");
    }

    private static RunSettings settings(String property, String value) throws CannotRunException {
        Properties properties = new Properties();
        properties.setProperty(property, value);
        return RunSettings.from(properties, DEFAULT_DATA);
    }
}
