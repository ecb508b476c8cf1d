package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.valija.client.Http;
import org.valija.client.Sandbox;
import org.valija.client.SmtpClient;
import org.valija.server.TestServer;

/** The pages with the sandbox mailbox, and a message that tries to break out of them. */
class SandboxIT extends ConsoleTest {

    private static final By HTML_FRAME = By.cssSelector("iframe[title='The message’s HTML']");

    @Test
    void aHostileMessageIsShownAndDoesNothing() throws IOException, InterruptedException {
        try (ServerSocket tracker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            send(hostile("http://127.0.0.1:" + tracker.getLocalPort()));
            Sandbox.Mail mail = Sandbox.awaitSubject("hostil");
            try (Browser browser = Browser.loggedIn()) {
                browser.open("sandbox");
                browser.click(By.xpath("(//a[contains(., 'hostil')])[1]"));
                browser.awaitTitle("Message");

                assertThat(browser.text(By.tagName("h1"))).isEqualTo("hostil <script>document.title='PWNED'</script>");
                assertThat(browser.attribute(HTML_FRAME, "sandbox")).isEmpty();
                assertThat(browser.frameText(HTML_FRAME)).contains("Hola Ana").doesNotContain("RAN");
                browser.awaitTitle("Message");

                browser.click(By.linkText("Text"));
                browser.awaitText(By.cssSelector("pre.text"), "<script>alert(1)</script> in the text");
                browser.click(By.linkText("Headers"));
                browser.awaitText(By.cssSelector("table.headers"), "<img src=x onerror=alert(1)>");
                browser.click(By.linkText("Attachments (1)"));
                browser.awaitText(By.cssSelector(".attachments"), "factura.pdf");
                browser.click(By.linkText("Source"));
                assertThat(browser.frameText(By.cssSelector("iframe[title='The message’s source']")))
                        .contains("document.body.innerHTML='SCRIPT RAN'");
                assertThat(browser.title()).isEqualTo("Message · Valija");

                assertThat(content(browser, mail.id() + "/html"))
                        .contains("200 text/html;charset=utf-8", "sandbox; default-src 'none'", "nosniff");
                assertThat(content(browser, mail.id() + "/source")).contains("200 text/plain", "sandbox", "nosniff");
                assertThat(content(browser, mail.id() + "/part/2"))
                        .contains("200 application/octet-stream", "attachment; filename=\"factura.pdf\"", "nosniff");
                assertThat(content(browser, mail.id() + "/part/0")).startsWith("404");
                assertThat(content(browser, "no-such-message/html")).startsWith("404");
            }
            assertNobodyCame(tracker);
        }
    }

    @Test
    void mailForThePostmasterIsMarkedAndToldOnTheOverview() throws IOException, InterruptedException {
        send("From: a@ejemplo.com\nSubject: de salida\n\nHola\n");
        Sandbox.awaitSubject("de salida");
        String subject = "a quien corresponda " + System.nanoTime();
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            client.ehlo();
            assertThat(client.send(
                                    "ana@otra.example",
                                    List.of("Postmaster"),
                                    "From: ana@otra.example\nSubject: " + subject + "\n\nHola\n")
                            .code())
                    .isEqualTo(250);
        }
        Sandbox.Mail mail = Sandbox.awaitSubject(subject);
        assertThat(Http.get("/valija/api/sandbox/messages/" + mail.id(), TestServer.ADMIN)
                        .body())
                .contains("\"forPostmaster\":true");
        try (Browser browser = Browser.loggedIn()) {
            browser.awaitText(By.cssSelector(".note.warning"), "Mail for the postmaster");
            browser.click(By.linkText("Read it"));
            browser.awaitTitle("Sandbox");
            assertThat(browser.awaitRow(subject)).contains("Postmaster");
            browser.awaitNoRow("de salida");
            browser.click(By.id("top:refresh"));
            browser.awaitNoRow("de salida");

            browser.click(By.partialLinkText("All ("));
            assertThat(browser.awaitRow("de salida")).doesNotContain("Postmaster");
            browser.click(By.partialLinkText(subject));
            browser.awaitTitle("Message");
            browser.awaitText(By.cssSelector(".note.warning"), "This is mail for the postmaster of this server.");
        }
    }

    @Test
    void deleteAllAsksAndDeletes() throws IOException, InterruptedException {
        send("From: a@ejemplo.com\nSubject: para borrar\n\nHola\n");
        Sandbox.awaitSubject("para borrar");
        try (Browser browser = Browser.loggedIn()) {
            browser.open("sandbox");
            browser.awaitRow("para borrar");
            browser.click(By.id("top:clear"));
            browser.confirm();

            browser.awaitMessage("All sandbox messages were deleted.");
            browser.awaitText(By.id("list"), "No messages");
        }
        assertThat(Sandbox.messages()).isEmpty();
    }

    private static String hostile(String tracker) {
        return """
                From: robot@laboratorio.local
                To: ana@hostil.example
                Subject: hostil <script>document.title='PWNED'</script>
                X-Hostile: <img src=x onerror=alert(1)>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=outer

                --outer
                Content-Type: multipart/alternative; boundary=inner

                --inner
                Content-Type: text/plain; charset=utf-8

                <script>alert(1)</script> in the text
                --inner
                Content-Type: text/html; charset=utf-8

                <meta http-equiv="refresh" content="0;url=%1$s/refresh">
                <link rel="preconnect" href="%1$s/">
                <link rel="stylesheet" href="%1$s/style.css">
                <p>Hola Ana</p>
                <script>document.body.innerHTML='SCRIPT RAN'; top.document.title='PWNED'; fetch('%1$s/fetch')</script>
                <img src="%1$s/pixel.gif" onerror="document.body.innerHTML='HANDLER RAN'">
                <iframe src="%1$s/frame"></iframe>
                <svg onload="document.body.innerHTML='SVG RAN'"></svg>
                --inner--
                --outer
                Content-Type: text/html
                Content-Disposition: attachment; filename="../../factura.pdf"

                <script>alert(1)</script>
                --outer--
                """
                .formatted(tracker);
    }

    /** Status, type, policy and disposition of an address under /valija/content. */
    private static String content(Browser browser, String path) {
        return browser.askPage(
                """
                const done = arguments[1];
                fetch('/valija/content/' + arguments[0]).then(r => done(r.status + ' '
                    + ['content-type', 'content-security-policy', 'x-content-type-options', 'content-disposition']
                        .map(h => r.headers.get(h)).join(' | ').replace(/charset=utf-8/i, 'charset=utf-8')));
                """,
                path);
    }

    private static void assertNobodyCame(ServerSocket tracker) throws IOException {
        tracker.setSoTimeout(500);
        try {
            tracker.accept().close();
        } catch (SocketTimeoutException e) {
            return;
        }
        throw new AssertionError("The message has made the browser call its sender.");
    }

    private static void send(String message) throws IOException {
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            assertThat(client.send("robot@laboratorio.local", List.of("ana@hostil.example"), message)
                            .code())
                    .isEqualTo(250);
        }
    }
}
