package org.valija.smtp.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.valija.MailAddress;

class LogTextTest {

    @Test
    void staysOnItsLineAndInItsDirection() {
        assertThat(LogText.of("a\r\nb\u0085c\u2028d\u2029e\u202Ef\u200Bg\uFEFF"))
                .isEqualTo("a??b?c?d?e?f?g?");
        assertThat(LogText.of("\u00d1and\u00fa \u65e5\u672c \ud83d\ude00"))
                .isEqualTo("\u00d1and\u00fa \u65e5\u672c \ud83d\ude00");
        assertThat(LogText.of("x".repeat(301))).isEqualTo("x".repeat(300) + "...");
    }

    @Test
    void anAddressStaysInItsField() {
        MailAddress forger = MailAddress.parse("\"a> recipients=1 reply=250 <b\"@b.example");
        assertThat(LogText.of(forger)).isEqualTo("\"a??recipients=1?reply=250??b\"@b.example");
        assertThat(LogText.of(MailAddress.parse("SRS0=x=y=a.example=ana@b.example")))
                .isEqualTo("SRS0=x=y=a.example=ana@b.example");
    }
}
