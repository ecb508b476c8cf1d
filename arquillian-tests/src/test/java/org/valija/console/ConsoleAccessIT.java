package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.valija.client.Http;
import org.valija.server.TestServer;
import org.valija.server.TestServer.Account;

/** Who gets in. */
class ConsoleAccessIT extends ConsoleTest {

    @Test
    void theLoginLeadsToThePageThatWasAskedFor() throws IOException {
        try (Browser browser = Browser.start()) {
            browser.open("queue");
            browser.awaitTitle("Log in");
            browser.logIn(TestServer.ADMIN);

            browser.awaitTitle("Queue");
            assertThat(browser.text(By.id("account"))).contains("admin");
            assertThat(browser.sessionCookieIsHttpOnly()).isTrue();
            assertThat(browser.sessionCookieSameSite()).isEqualTo("Strict");
        }
    }

    /** The web server's certificate is nobody's business here. */
    @Test
    void overTlsTheSessionCookieNeverGoesInClear() throws IOException, GeneralSecurityException {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new TrustAll()}, null);
        URL ports = new URL("https://" + TestServer.HOST + ":" + TestServer.httpsPort() + "/valija/ports.xhtml");
        HttpsURLConnection connection = (HttpsURLConnection) ports.openConnection();
        connection.setSSLSocketFactory(trusting.getSocketFactory());
        connection.setHostnameVerifier((host, session) -> true);
        connection.setInstanceFollowRedirects(false);
        connection.setReadTimeout(60_000);

        assertThat(connection.getResponseCode()).isEqualTo(302);
        assertThat(connection.getHeaderFields().get("Set-Cookie"))
                .singleElement()
                .asString()
                .startsWith("JSESSIONID=")
                .containsIgnoringCase("; secure")
                .containsIgnoringCase("; HttpOnly")
                .containsIgnoringCase("; SameSite=Strict");
    }

    private static final class TrustAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void aWrongPasswordStaysOutside() throws IOException {
        try (Browser browser = Browser.start()) {
            browser.open("");
            browser.logIn(new Account(TestServer.ADMIN.user(), "wrong"));

            browser.awaitText(By.id("login:messages"), "Wrong user or password.");
            browser.open("ports");
            browser.awaitTitle("Log in");
        }
    }

    @Test
    void aUserWithoutTheRoleSeesNothing() throws IOException {
        try (Browser browser = Browser.start()) {
            browser.open("ports");
            browser.logIn(TestServer.ROBOT);

            browser.awaitTitle("Not allowed");
        }
    }

    @Test
    void afterTheLogoutThePagesAreClosed() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            browser.click(By.id("account:logout"));
            browser.awaitTitle("Log in");

            browser.open("sandbox");
            browser.awaitTitle("Log in");
        }
    }

    @Test
    void anActionAfterTheSessionHasExpiredLeadsToTheLogin() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            browser.open("ports");
            browser.forgetSession();
            browser.click(By.id("top:refresh"));

            browser.awaitTitle("Log in");
            browser.logIn(TestServer.ADMIN);
            browser.awaitTitle("Ports");
        }
    }

    @Test
    void allPagesOpenAndSendTheSecurityHeaders() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            for (String page : new String[] {"index", "ports", "relay", "senders", "routes", "queue", "sandbox"}) {
                String headers = browser.askPage(
                        """
                        const done = arguments[1];
                        fetch('/valija/' + arguments[0] + '.xhtml').then(r => done(r.status
                            + '\\n' + ['content-security-policy', 'x-frame-options', 'x-content-type-options', 'cache-control']
                                .map(h => h + ': ' + r.headers.get(h)).join('\\n')));
                        """,
                        page);
                assertThat(headers)
                        .as(page)
                        .startsWith("200")
                        .contains("default-src 'none'", "script-src 'self' 'nonce-", "frame-ancestors 'none'")
                        .contains("x-frame-options: DENY", "x-content-type-options: nosniff", "no-store");
            }
        }
    }

    @Test
    void anUnknownPageAndMessageAreNotFound() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            browser.open("message");
            browser.awaitTitle("Nothing here");
            browser.open("no-such-page");
            browser.awaitTitle("Nothing here");
        }
    }

    @Test
    void withoutALoginNoPageIsServed() throws IOException {
        for (String path : new String[] {"/valija/", "/valija/ports.xhtml", "/valija/content/1/source"}) {
            HttpResponse<String> response = Http.get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(302);
            assertThat(response.headers().firstValue("Location").orElseThrow()).contains("/valija/login.xhtml");
        }
    }
}
