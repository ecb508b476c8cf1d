package org.valija.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpsExchangeTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

    private static HttpsExchange.Response read(String answer, int most) throws IOException {
        return HttpsExchange.response(new ByteArrayInputStream(answer.getBytes(StandardCharsets.ISO_8859_1)), most);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Type: Text/Plain; charset=utf-8\r\nContent-Length: 4\r\n\r\nhola etc.",
                "HTTP/1.1 200\ncontent-type:text/plain\n\nhola",
                "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3;x=y\r\nhol\r\n1\r\na\r\n0\r\n\r\n"
            })
    void readsABody(String answer) throws IOException {
        HttpsExchange.Response response = read(answer, 4);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.type()).isEqualTo("text/plain");
        assertThat(response.body()).asString(StandardCharsets.UTF_8).isEqualTo("hola");
    }

    static Stream<Arguments> badAnswers() {
        return Stream.of(
                Arguments.of("SSH-2.0-x\r\n", "not HTTP"),
                Arguments.of(OK + "Content-Length: 5\r\n\r\nhola!", "more than 4"),
                Arguments.of(OK + "Content-Length: 99999999999999999\r\n\r\nhola", "more than 4"),
                Arguments.of(OK + "Content-Length: -1\r\n\r\nhola", "no number"),
                Arguments.of(OK + "\r\nhola!", "more than 4"),
                Arguments.of(OK + "Content-Length: 4\r\n\r\nhol", "too early"),
                Arguments.of(OK + CHUNKED + "ffffffff\r\nx\r\n", "more than 4"),
                Arguments.of(OK + CHUNKED + "3\r\nhol\r\n2\r\na!\r\n0\r\n\r\n", "more than 4"),
                Arguments.of(OK + CHUNKED + "zz\r\n", "malformed"),
                Arguments.of(OK + "Content-Type: text", "too early"));
    }

    @ParameterizedTest
    @MethodSource("badAnswers")
    void givesUpInGoodTime(String answer, String reason) {
        assertThatThrownBy(() -> read(answer, 4))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", OK + "X: y"})
    void noLineIsEndless(String beginning) {
        assertThatThrownBy(() -> read(beginning + "y".repeat(20_000), 4))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("without end");
    }
}
