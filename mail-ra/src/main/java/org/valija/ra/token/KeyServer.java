package org.valija.ra.token;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jose4j.http.SimpleGet;
import org.jose4j.http.SimpleResponse;

/**
 * Fetches keys from another host. The whole of it, from the name server to the last octet, has one time limit: a limit for
 * each read would let a host that sends octet by octet hold a login's thread for ever.
 */
final class KeyServer implements SimpleGet {

    private final HttpClient http;
    private final Duration limit;
    private final int maxOctets;

    /**
     * @param limit how long it may take in all
     * @param maxOctets of the answer's body
     */
    KeyServer(Duration limit, int maxOctets) {
        this.http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL) // never from https to http
                .build();
        this.limit = limit;
        this.maxOctets = maxOctets;
    }

    /** @throws IOException if there is no answer of code 200 in time, or it is too large */
    @Override
    public SimpleResponse get(String url) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> asked =
                http.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), answer -> new BoundedBody(maxOctets));
        try {
            HttpResponse<byte[]> response = asked.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("The answer is " + response.statusCode() + ", not 200");
            }
            return new Answer(response.headers(), new String(response.body(), StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw new IOException("No whole answer within " + limit.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for keys");
        } finally {
            asked.cancel(true); // closes the connection if it is not done
        }
    }

    private record Answer(HttpHeaders headers, String body) implements SimpleResponse {

        @Override
        public int getStatusCode() {
            return HttpURLConnection.HTTP_OK;
        }

        @Override
        public String getStatusMessage() {
            return "";
        }

        @Override
        public Collection<String> getHeaderNames() {
            return headers.map().keySet();
        }

        @Override
        public List<String> getHeaderValues(String name) {
            return headers.allValues(name);
        }

        @Override
        public String getBody() {
            return body;
        }
    }

    /** Reads no further than its limit. */
    private static final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {

        private final int limit;
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private Flow.Subscription subscription;

        BoundedBody(int limit) {
            this.limit = limit;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            for (ByteBuffer piece : pieces) {
                if (octets.size() + piece.remaining() > limit) {
                    subscription.cancel();
                    body.completeExceptionally(new IOException("The answer has more than " + limit + " octets"));
                    return;
                }
                byte[] read = new byte[piece.remaining()];
                piece.get(read);
                octets.writeBytes(read);
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
