package org.valija.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.route.DnssecLookup.Mode;

class TlsPolicySettingsTest {

    @ParameterizedTest
    @CsvSource({
        "auto, '', AUTO",
        "OFF, 192.0.2.1, OFF",
        "required, 192.0.2.1, REQUIRED",
        "resolver, 127.0.0.1, RESOLVER",
        "resolver, '127.0.0.53:5353, [::1]:53', RESOLVER"
    })
    void saysWhoValidates(String text, String servers, Mode mode) {
        assertThat(TlsPolicySettings.mode(text, servers)).isEqualTo(mode);
    }

    @ParameterizedTest
    @CsvSource({
        "perhaps, '', off",
        "resolver, 192.0.2.1, on this machine",
        "resolver, '127.0.0.1, 192.0.2.1', on this machine"
    })
    void believesNoNameServerElsewhere(String text, String servers, String reason) {
        assertThatThrownBy(() -> TlsPolicySettings.mode(text, servers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
