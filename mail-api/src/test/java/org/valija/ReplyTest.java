package org.valija;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {

    @Test
    void readsAsItIsSent() {
        assertThat(Reply.of(550, "5.1.1", "No such recipient here")).hasToString("550 5.1.1 No such recipient here");
    }

    @ParameterizedTest
    @CsvSource({"250,5.0.0", "550,4.1.1", "451,2.0.0"})
    void codeAndEnhancedStatusAreOfOneClass(int code, String status) {
        assertThatThrownBy(() -> Reply.of(code, status, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 199, 600, -1})
    void refusesCodesThatSmtpDoesNotHave(int code) {
        assertThatThrownBy(() -> Reply.of(code, "5.0.0", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\n250 ok", "a\nb", "\u0000", "\u007f"})
    void aTextCannotSmuggleAnotherLineIn(String text) {
        assertThatThrownBy(() -> Reply.of(550, "5.7.1", text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5.1", "5.1.1.1", "3.1.1", "5.1000.1", " 5.1.1", "a.b.c"})
    void refusesWhatIsNoEnhancedStatus(String text) {
        assertThatThrownBy(() -> EnhancedStatus.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRejectionIsPermanent() {
        assertThat(new MailRejectedException("Not for us").reply()).hasToString("550 5.7.1 Not for us");
        assertThat(new MailRejectedException(554, "5.6.0", "Unreadable").reply())
                .hasToString("554 5.6.0 Unreadable");
        assertThatThrownBy(() -> new MailRejectedException(451, "4.3.0", "Later"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
