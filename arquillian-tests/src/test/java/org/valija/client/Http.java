package org.valija.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.valija.server.TestServer;
import org.valija.server.TestServer.Account;

/** HTTP towards the server under test; a request ends after 60 seconds. */
public final class Http {

    static {
        // Seconds. A server ends idle connections (WildFly after 60 s): a request must not meet one that is just
        // ending.
        System.setProperty("jdk.httpclient.keepalive.timeout", "5");
    }

    /** Not HTTP/2, whose idle connections the JDK's client keeps until the server ends them. */
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private Http() {}

    public static HttpResponse<String> get(String path) throws IOException {
        return send(request(path).GET());
    }

    /** The body; fails unless the status is 200. */
    public static String getOk(String path) throws IOException {
        return bodyOk(get(path));
    }

    /** Of another server. */
    public static String getOk(URI address) throws IOException {
        return bodyOk(send(request(address).GET()));
    }

    /** Of another server. */
    public static String postOk(URI address) throws IOException {
        return bodyOk(send(request(address).POST(HttpRequest.BodyPublishers.noBody())));
    }

    /** Posts nothing and gives the body; fails unless the status is 200. */
    public static String postOk(String path) throws IOException {
        return bodyOk(post(path, ""));
    }

    private static String bodyOk(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    /** With HTTP Basic. */
    public static HttpResponse<String> get(String path, Account account) throws IOException {
        return send(as(account, request(path).GET()));
    }

    public static HttpResponse<String> post(String path, String body) throws IOException {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** As a form of a page, or a mail program at one click (RFC 8058). */
    public static HttpResponse<String> postForm(String path, String form) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** JSON, with HTTP Basic. */
    public static HttpResponse<String> post(String path, String json, Account account) throws IOException {
        return post(path, "application/json", json, account);
    }

    /** With HTTP Basic. */
    public static HttpResponse<String> post(String path, String type, String body, Account account) throws IOException {
        return send(as(
                account, request(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body))));
    }

    /** JSON, with HTTP Basic. */
    public static HttpResponse<String> put(String path, String json, Account account) throws IOException {
        return send(as(
                account,
                request(path)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(json))));
    }

    /** The body; fails unless the status is 200. */
    public static String deleteOk(String path) throws IOException {
        return bodyOk(send(request(path).DELETE()));
    }

    /** With HTTP Basic. */
    public static HttpResponse<String> delete(String path, Account account) throws IOException {
        return send(as(account, request(path).DELETE()));
    }

    private static HttpRequest.Builder request(String path) {
        return request(TestServer.http(path));
    }

    private static HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60));
    }

    private static HttpRequest.Builder as(Account account, HttpRequest.Builder request) {
        byte[] credentials = (account.user() + ":" + account.password()).getBytes(StandardCharsets.UTF_8);
        return request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("Interrupted").initCause(e);
        }
    }
}
