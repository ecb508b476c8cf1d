package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.settings.InvalidSettingException;

class SmartHostTest {

    @ParameterizedTest
    @CsvSource({
        "smtp.example.com,        smtp.example.com, 587",
        "smtp.example.com:25,     smtp.example.com, 25",
        "192.0.2.1,               192.0.2.1,        587",
        "192.0.2.1:2525,          192.0.2.1,        2525",
        "2001:db8::1,             2001:db8::1,      587",
        "[2001:db8::1],           2001:db8::1,      587",
        "[2001:db8::1]:25,        2001:db8::1,      25"
    })
    void readsWhatItWrites(String text, String host, int port) {
        SmartHost parsed = SmartHost.parse(text, 587);

        assertThat(parsed).isEqualTo(new SmartHost(host, port));
        assertThat(SmartHost.parse(parsed.toString(), 0)).isEqualTo(parsed);
    }

    @ParameterizedTest
    @CsvSource({
        "smtp.example.com:,      hosts",
        "smtp.example.com:0,     hosts",
        "smtp.example.com:99999, hosts",
        "smtp.example.com:smtp,  hosts",
        "[2001:db8::1]:x,        hosts",
        "[2001:db8::1,           hosts",
        "a b,                    hosts",
        "*.example.com,          hosts",
        "smtp.example.com,       port"
    })
    void refusesWhatIsNone(String text, String field) {
        assertThatThrownBy(() -> SmartHost.parse(text, 0))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }
}
