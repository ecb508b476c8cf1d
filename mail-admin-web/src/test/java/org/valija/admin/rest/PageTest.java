package org.valija.admin.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.settings.InvalidSettingException;

class PageTest {

    @Test
    void readsWhatWasAskedFor() {
        assertThat(Page.Window.of("0", "1000")).isEqualTo(new Page.Window(0, 1000));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1, offset",
        "a, 1, offset",
        "'', 1, offset",
        "0, 0, limit",
        "0, 1001, limit",
        "0, abc, limit",
        "0, 99999999999, limit"
    })
    void namesWhatIsWrong(String offset, String limit, String field) {
        assertThatThrownBy(() -> Page.Window.of(offset, limit))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }
}
