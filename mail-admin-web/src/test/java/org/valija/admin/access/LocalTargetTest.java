package org.valija.admin.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalTargetTest {

    @ParameterizedTest
    @ValueSource(strings = {"/valija/queue.xhtml", "/valija/message.xhtml?id=17-a"})
    void takesAPageOfTheConsole(String target) {
        assertThat(LocalTarget.of("/valija", target)).contains(target);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "https://evil.example/",
                "//evil.example/valija/queue.xhtml",
                "/valija//evil.example/x.xhtml",
                "/valija/../other/x.xhtml",
                "/valijax/queue.xhtml",
                "/valija/login.xhtml",
                "/valija/content/1/html",
                "/valija/\\evil.example/x.xhtml",
                "/valija/queue.xhtml\r\nSet-Cookie: a=b",
                "javascript:alert(1)"
            })
    void takesNothingElse(String target) {
        assertThat(LocalTarget.of("/valija", target)).isEmpty();
    }
}
