package org.valija.verp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerpSettingsTest {

    @Test
    void nothingIsSetAndThereIsNoDomain() {
        assertThat(VerpSettings.read(name -> null)).isEqualTo(new VerpSettings(Optional.empty(), Duration.ofDays(14)));
    }

    @Test
    void aDomainIsKeptInTheFormOfDns() {
        assertThat(VerpSettings.read(
                        Map.of("valija.bounce.domain", " Rebotes.España.es ", "valija.bounce.days", "7")::get))
                .isEqualTo(new VerpSettings(Optional.of("rebotes.xn--espaa-rta.es"), Duration.ofDays(7)));
    }

    @ParameterizedTest
    @CsvSource({
        "valija.bounce.domain, rebotes",
        "valija.bounce.domain, ana@ejemplo.com",
        "valija.bounce.domain, [192.0.2.1]",
        "valija.bounce.domain, rebotes..ejemplo.com",
        "valija.bounce.days, 0",
        "valija.bounce.days, 366",
        "valija.bounce.days, two"
    })
    void whatIsWrongIsNamed(String property, String value) {
        assertThatThrownBy(() -> VerpSettings.read(Map.of(property, value)::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(property)
                .hasMessageContaining(value);
    }
}
