package org.valija.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** An answer is what a stranger's web server sends. */
class HttpsExchangeProperties {

    @Provide
    Arbitrary<String> answers() {
        return Arbitraries.of(
                        "HTTP/1.1 200 OK",
                        "\r\n",
                        "\n",
                        "Content-Length: 3",
                        "Transfer-Encoding: chunked",
                        "1",
                        "a",
                        ":",
                        "0",
                        ";",
                        "\u0000",
                        "-",
                        "fff")
                .list()
                .ofMaxSize(40)
                .map(list -> String.join("", list));
    }

    @Property
    void neverReturnsMoreThanWasAskedFor(@ForAll("answers") String answer) {
        try {
            byte[] octets = answer.getBytes(StandardCharsets.US_ASCII);
            assertThat(HttpsExchange.response(new ByteArrayInputStream(octets), 3)
                            .body())
                    .hasSizeLessThanOrEqualTo(3);
        } catch (IOException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
