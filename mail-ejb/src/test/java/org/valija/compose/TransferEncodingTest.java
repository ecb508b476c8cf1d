package org.valija.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransferEncodingTest {

    static Stream<Arguments> texts() {
        String longest = "x".repeat(998);
        return Stream.of(
                Arguments.of("", "7bit"),
                Arguments.of("Hola.\r\n", "7bit"),
                Arguments.of(longest, "7bit"),
                Arguments.of(longest + "\r\n" + longest + "\r\n", "7bit"),
                Arguments.of(longest + "x", "quoted-printable"),
                Arguments.of("Hola.\r\n" + longest + "x\r\n", "quoted-printable"),
                Arguments.of("A mañana", "quoted-printable"),
                Arguments.of("Null\0", "quoted-printable"),
                Arguments.of("邮件", "base64"),
                Arguments.of("Почта\r\n", "base64"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void isWhatTheTextNeeds(String text, String token) {
        assertThat(TransferEncoding.ofText(text.getBytes(StandardCharsets.UTF_8))
                        .token())
                .isEqualTo(token);
    }
}
