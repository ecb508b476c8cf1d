package org.valija.admin.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHtmlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<iframe src=//a>          | <x-iframe src=//a>",
                "<IFrame/src=//a>          | <x-IFrame/src=//a>",
                "<link rel=preconnect>     | <x-link rel=preconnect>",
                "<b><base href=//a></b>    | <b><x-base href=//a></b>",
                "<META http-equiv=refresh> | <x-META http-equiv=refresh>",
                "<p>a < link</p>           | <p>a < link</p>",
                "<linked>                  | <linked>",
                "<img src=data:,>          | <img src=data:,>"
            })
    void renamesWhatConnects(String html, String expected) {
        assertThat(QuietHtml.of(html)).isEqualTo(expected);
    }
}
