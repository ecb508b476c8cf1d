package org.valija.smtp.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserNameTest {

    @Test
    void oneNameHasOneSpelling() {
        assertThat(UserName.prepare("an\u0303a")).contains("a\u00F1a");
        assertThat(UserName.prepare("a\u00ADna")).contains("ana");
    }

    /** Of the last two SASLprep leaves nothing (RFC 4013 section 2.1). */
    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0007", "\uE000", "\u00AD", "\u200B\uFE00"})
    void whatIsNoNameIsNone(String text) {
        assertThat(UserName.prepare(text)).isEmpty();
    }
}
