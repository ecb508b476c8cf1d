package org.valija.token;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.valija.route.OAuth2;
import org.valija.route.OAuth2.Grant;

/** A token endpoint on the loopback that answers as it is told; the last answer stays. */
public final class TestTokenEndpoint implements Closeable {

    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    public TestTokenEndpoint() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/token", this::serve);
        server.start();
    }

    public TestTokenEndpoint answer(int status, String body) {
        answers.add(new Answer(status, body));
        return this;
    }

    public TestTokenEndpoint token(String token, long seconds) {
        return answer(
                200,
                "{\"access_token\": \"" + token + "\", \"token_type\": \"Bearer\", \"expires_in\": " + seconds + "}");
    }

    /** The forms that were sent. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public OAuth2 settings(Grant grant) {
        return new OAuth2(
                grant,
                "http://127.0.0.1:" + server.getAddress().getPort() + "/token",
                "valija",
                Optional.of("Secreto+1"),
                grant == Grant.REFRESH_TOKEN ? Optional.of("Renovar&2") : Optional.empty(),
                Optional.of("smtp send"));
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Answer answer = answers.size() > 1 ? answers.poll() : answers.peek();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/elsewhere");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
