package org.valija.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.InvalidMailException;
import org.valija.OutboundMail;

class UnsubscriptionFieldsTest {

    private static final String PAGE = "https://www.ejemplo.com/baja?s=7f3a";

    @TempDir
    Path directory;

    private static OutboundMail.Builder mail() {
        return OutboundMail.from("club@ejemplo.com").to("ana@ejemplo.net").text("Hola");
    }

    private String source(OutboundMail.Builder mail) throws Exception {
        MailComposer composer = new MailComposer(directory, 100_000, Clock.systemUTC(), "mail.ejemplo.com");
        Composed composed = composer.compose(mail.build());
        try (InputStream in = composed.content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aPageIsEnough() throws Exception {
        assertThat(source(mail().listUnsubscribe(URI.create(PAGE))))
                .contains("List-Unsubscribe: <" + PAGE + ">\r\n")
                .contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "baja@ejemplo.com,     mailto:baja@ejemplo.com",
        "baja+7f?a=b&c%@ejemplo.com, mailto:baja%2B7f%3Fa%3Db%26c%25@ejemplo.com",
        "niño@ñandú.cl,        mailto:ni%C3%B1o@%C3%B1and%C3%BA.cl"
    })
    void aMailboxFollowsOnALineOfItsOwn(String mailbox, String uri) throws Exception {
        assertThat(source(mail().listUnsubscribe(URI.create(PAGE), mailbox)))
                .contains("List-Unsubscribe: <" + PAGE + ">,\r\n <" + uri + ">\r\n");
    }

    @Test
    void aLongPageIsNotFolded() throws Exception {
        String page = "https://www.ejemplo.com/" + "a".repeat(900 - 24);
        assertThat(source(mail().listUnsubscribe(URI.create(page)))).contains("List-Unsubscribe: <" + page + ">\r\n");
        assertThatThrownBy(() -> source(mail().listUnsubscribe(URI.create(page + "a"))))
                .isInstanceOf(InvalidMailException.class)
                .hasMessage("The page to unsubscribe has more than 900 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://www.ejemplo.com/baja",
                "mailto:baja@ejemplo.com",
                "https:///baja",
                "https:baja",
                "/baja",
                "https://ana:clave@www.ejemplo.com/baja",
                "javascript:alert(1)"
            })
    void aPageThatCannotTakeThePostIsRefused(String page) {
        assertThatThrownBy(() -> source(mail().listUnsubscribe(URI.create(page))))
                .isInstanceOfSatisfying(InvalidMailException.class, refused -> {
                    assertThat(refused.field()).isEqualTo("listUnsubscribe");
                    assertThat(refused.reason()).isEqualTo(InvalidMailException.Reason.INVALID_OPTION);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"nadie", "a@b.test\r\nBcc: c@d.test", "Ana <ana@ejemplo.com>", ""})
    void aMailboxThatIsNoneIsRefused(String mailbox) {
        assertThatThrownBy(() -> source(mail().listUnsubscribe(URI.create(PAGE), mailbox)))
                .isInstanceOfSatisfying(InvalidMailException.class, refused -> assertThat(refused.field())
                        .isEqualTo("listUnsubscribe"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"List-Unsubscribe", "list-unsubscribe-post"})
    void theFieldsAreNotWrittenTwice(String name) throws Exception {
        assertThat(source(mail().header(name, "<mailto:a@b.test>"))).contains(name + ": <mailto:a@b.test>\r\n");
        assertThatThrownBy(() -> source(mail().header(name, "<mailto:a@b.test>").listUnsubscribe(URI.create(PAGE))))
                .isInstanceOf(InvalidMailException.class);
    }
}
