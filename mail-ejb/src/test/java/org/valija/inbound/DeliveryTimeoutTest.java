package org.valija.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryTimeoutTest {

    @Test
    void hasADefault() {
        assertThat(DeliveryTimeout.read(name -> null)).isEqualTo(300);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "' 30 ', 30", "'', 300", "86400, 86400"})
    void readsSeconds(String value, int seconds) {
        assertThat(DeliveryTimeout.read(name -> value)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "86401", "5 m", "99999999999"})
    void saysWhatIsWrong(String value) {
        assertThatThrownBy(() -> DeliveryTimeout.read(name -> value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("valija.delivery.timeout")
                .hasMessageContaining(value);
    }
}
