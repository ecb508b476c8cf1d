package org.valija.ra.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jose4j.http.SimpleResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keys cost if the host that has them is slow or hostile. */
@Timeout(30)
class KeyServerTest {

    private static final int MOST = 1000;

    private static HttpServer answering(int code, int octets) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            exchange.getResponseHeaders().add("Cache-Control", "max-age=7");
            exchange.sendResponseHeaders(code, 0);
            exchange.getResponseBody().write("k".repeat(octets).getBytes());
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nX-Header: ",
                "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n"
            })
    void aServerThatDripsIsLeftInTime(String start) throws Exception {
        try (DrippingServer server = new DrippingServer(start)) {
            Instant since = Instant.now();
            KeyServer keys = new KeyServer(Duration.ofSeconds(1), MOST);
            assertThatThrownBy(() -> keys.get(server.url())).isInstanceOf(IOException.class);
            assertThat(Duration.between(since, Instant.now())).isLessThan(Duration.ofSeconds(10));
            assertThat(server.left().await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theAnswerIsReadWithItsHeader() throws Exception {
        HttpServer server = answering(200, MOST);
        try {
            SimpleResponse answer = new KeyServer(Duration.ofSeconds(10), MOST).get(url(server));
            assertThat(answer.getBody()).isEqualTo("k".repeat(MOST));
            assertThat(answer.getHeaderValues("cache-control")).containsExactly("max-age=7");
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"200, 1001, more than 1000 octets", "200, 5000000, more than 1000 octets", "404, 10, 404"})
    void anythingElseIsAFailure(int code, int octets, String why) throws Exception {
        HttpServer server = answering(code, octets);
        try {
            assertThatThrownBy(() -> new KeyServer(Duration.ofSeconds(10), MOST).get(url(server)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(why);
        } finally {
            server.stop(0);
        }
    }
}
