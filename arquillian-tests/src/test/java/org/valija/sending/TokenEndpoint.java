package org.valija.sending;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An OAuth2 token endpoint on the loopback. Its tokens are {@code token-1}, {@code token-2} and so on. */
final class TokenEndpoint implements AutoCloseable {

    private final List<String> forms = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    TokenEndpoint() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/token", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    /** What it was sent. */
    List<String> forms() {
        return List.copyOf(forms);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            forms.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = ("{\"access_token\": \"token-" + forms.size()
                            + "\", \"token_type\": \"Bearer\", \"expires_in\": 3600}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
