package org.valija.verp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerpSettingsTest {

    @Test
    void nothingIsSetAndThereIsNoDomain() {
        assertThat(VerpSettings.read(name -> null))
                .isEqualTo(new VerpSettings(Optional.empty(), Set.of(), Duration.ofDays(14)));
    }

    @Test
    void aDomainIsKeptInTheFormOfDns() {
        assertThat(VerpSettings.read(Map.of(
                        "valija.bounce.domain",
                        " Rebotes.España.es ",
                        "valija.bounce.days",
                        "7",
                        "valija.bounce.streams",
                        "bulk, avisos")::get))
                .isEqualTo(new VerpSettings(
                        Optional.of("rebotes.xn--espaa-rta.es"), Set.of("bulk", "avisos"), Duration.ofDays(7)));
    }

    @Test
    void withoutStreamsItIsForAll() {
        VerpSettings all = VerpSettings.read(Map.of("valija.bounce.domain", "r.ejemplo.com")::get);
        VerpSettings some = VerpSettings.read(
                Map.of("valija.bounce.domain", "r.ejemplo.com", "valija.bounce.streams", "bulk")::get);

        assertThat(all.areFor("transactional")).isTrue();
        assertThat(some.areFor("transactional")).isFalse();
        assertThat(some.areFor("bulk")).isTrue();
        assertThatThrownBy(() -> some.requireStreamsOf(Set.of("transactional", "avisos")))
                .hasMessage("The system property valija.bounce.streams: there is no stream \"bulk\";"
                        + " there are: avisos, transactional");
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
