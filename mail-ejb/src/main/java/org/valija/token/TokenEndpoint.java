package org.valija.token;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.route.OAuth2;

/** Asks token endpoints (RFC 6749 section 3.2). Safe for use by many threads. */
final class TokenEndpoint {

    /** How long an answer may take in all, to the last octet. */
    static final Duration LIMIT = Duration.ofSeconds(20);

    /** Octets of an answer. */
    private static final int MAX_ANSWER = 64 * 1024;

    /** RFC 4954 section 4 has 12288 octets for a whole line, in Base64. */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,8192}");

    /** RFC 6749 section 5.1 recommends that the endpoint tells it. */
    private static final long LIFE_SECONDS = 300;

    private static final long MAX_LIFE_SECONDS = 86_400;

    private static final int MAX_DESCRIPTION = 300;

    /** Made when it is needed, since it has threads. */
    private HttpClient http;

    /**
     * What an endpoint has given.
     *
     * @param token the access token
     * @param life how long it is good
     * @param refreshToken to be used from now on
     */
    record Answer(String token, Duration life, Optional<String> refreshToken) {

        /** Without the tokens, which must not reach a log. */
        @Override
        public String toString() {
            return "Answer[good for " + life + "]";
        }
    }

    /**
     * Fetches an access token.
     *
     * @param refreshToken for that grant
     * @throws IOException if there is none in time; the message is a sentence without secrets
     */
    Answer ask(OAuth2 settings, Optional<String> refreshToken) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(settings.tokenUrl()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(form(settings, refreshToken)))
                .build();
        HttpResponse<byte[]> response = send(request);
        Optional<JsonObject> answer = object(response.body());
        if (response.statusCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException("it answered " + response.statusCode()
                    + answer.map(error -> described(error, settings, refreshToken))
                            .orElse(""));
        }
        return read(answer.orElseThrow(() -> new IOException("its answer is no JSON object")));
    }

    /** RFC 6749 sections 4.4.2 and 6; the client in the body, as the large providers want it (section 2.3.1). */
    private static String form(OAuth2 settings, Optional<String> refreshToken) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (settings.grant() == OAuth2.Grant.REFRESH_TOKEN) {
            fields.put("grant_type", "refresh_token");
            fields.put("refresh_token", refreshToken.orElse(""));
        } else {
            fields.put("grant_type", "client_credentials");
        }
        fields.put("client_id", settings.clientId());
        settings.clientSecret().ifPresent(secret -> fields.put("client_secret", secret));
        settings.scope().ifPresent(scope -> fields.put("scope", scope));
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** A limit for each read would let an endpoint that answers octet by octet hold the thread for ever. */
    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> asked = client().sendAsync(request, answer -> new BoundedBody());
        try {
            return asked.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no whole answer within " + LIMIT.toSeconds() + " seconds", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(
                    cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a token");
        } finally {
            asked.cancel(true); // closes the connection if it is not done
        }
    }

    /** Follows no redirection: it would take the secrets elsewhere. */
    private synchronized HttpClient client() {
        if (http == null) {
            http = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(LIMIT)
                    .build();
        }
        return http;
    }

    // Besides a JsonException, the parser has a plain RuntimeException for objects that are nested too deeply.
    private static Optional<JsonObject> object(byte[] body) {
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
            return Optional.of(reader.readObject());
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Answer read(JsonObject answer) throws IOException {
        // RFC 6749 section 7.1: a token of another type must not be used.
        if (!text(answer, "token_type").filter("bearer"::equalsIgnoreCase).isPresent()) {
            throw new IOException("its answer has no token of the type Bearer");
        }
        String token = text(answer, "access_token")
                .filter(TOKEN.asMatchPredicate())
                .orElseThrow(() -> new IOException("its answer has no access token that could be used"));
        long seconds = answer.get("expires_in") instanceof JsonNumber number && number.isIntegral()
                ? Math.max(0, Math.min(MAX_LIFE_SECONDS, number.longValue()))
                : LIFE_SECONDS;
        return new Answer(
                token,
                Duration.ofSeconds(seconds),
                text(answer, "refresh_token").filter(TOKEN.asMatchPredicate()));
    }

    private static Optional<String> text(JsonObject answer, String field) {
        return answer.get(field) instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
    }

    /** RFC 6749 section 5.2; an endpoint that repeats a secret does not get it into our log. */
    private static String described(JsonObject error, OAuth2 settings, Optional<String> refreshToken) {
        String described = Stream.of("error", "error_description")
                .flatMap(field -> text(error, field).stream())
                .map(text -> ": " + text)
                .collect(Collectors.joining());
        for (Optional<String> secret : List.of(settings.clientSecret(), refreshToken)) {
            described = secret.isEmpty() ? described : described.replace(secret.get(), "***");
        }
        String line = described.replaceAll("[^\\x20-\\x7e]+", " ");
        return line.length() > MAX_DESCRIPTION ? line.substring(0, MAX_DESCRIPTION) + "..." : line;
    }

    /** Reads no further than its limit. */
    private static final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {

        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            for (ByteBuffer piece : pieces) {
                byte[] read = new byte[Math.min(piece.remaining(), MAX_ANSWER + 1 - octets.size())];
                piece.get(read);
                octets.writeBytes(read);
                if (octets.size() > MAX_ANSWER) {
                    subscription.cancel();
                    body.completeExceptionally(new IOException("its answer has more than " + MAX_ANSWER + " octets"));
                    return;
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(octets.toByteArray());
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }
    }
}
