package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.valija.client.Sandbox;
import org.valija.client.SmtpClient;
import org.valija.server.TestServer;

/** The pages with the routes and the queue: a message whose smart host is dead waits, is tried again, and is cancelled. */
class QueueIT extends ConsoleTest {

    private static final String DOMAIN = "consola-cola.example";

    @Test
    void aMailThatWaitsIsTriedAgainAndCancelled() throws IOException, InterruptedException {
        try (Browser browser = Browser.loggedIn()) {
            route(browser, DOMAIN, "Smart host", closedPort());
            route(browser, "*", "Sandbox", 0);
            browser.click(By.id("switch:off"));
            browser.confirm();
            browser.awaitText(By.id("switch"), "Outbound mail goes where the routes say");
            try {
                send("primero <b>espera</b>", "ana@" + DOMAIN);
                awaitInQueue(browser, "primero <b>espera</b>");
                browser.clickInRow("primero", "Retry now");
                browser.awaitMessage("is tried again now");

                send("segundo", "ana@" + DOMAIN);
                cancel(browser, "segundo");
                browser.open("queue");
                browser.awaitNoRow("segundo");

                send("otro dominio", "ana@otra.example");
                assertThat(Sandbox.awaitSubject("otro dominio").recipients()).containsExactly("ana@otra.example");
            } finally {
                browser.open("routes");
                browser.click(By.id("switch:on"));
                browser.awaitText(By.id("switch"), "Nothing leaves this machine");
                removeRoute(browser, DOMAIN);
                removeRoute(browser, "Sandbox");
            }
            send("de nuevo en casa", "ana@" + DOMAIN);
            assertThat(Sandbox.awaitSubject("de nuevo en casa").sender()).isEqualTo("robot@laboratorio.local");
        }
    }

    @Test
    void aPasswordIsNeverShownAndNeverSentInClear() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            browser.open("routes");
            browser.click(By.id("top:add"));
            browser.type("route:recipientDomain", "clave.example");
            browser.type("route:hosts", "smtp.clave.example");
            browser.type("route:user", "valija");
            browser.type("route:password", "Secreto-de-prueba");
            browser.select("route:tls", "None");
            browser.click(By.id("route:save"));
            browser.awaitText(By.xpath("//*[@id='route:tls']/.."), "only over TLS");

            browser.select("route:tls", "Required");
            browser.type("route:password", "Secreto-de-prueba");
            browser.click(By.id("route:save"));
            assertThat(browser.awaitRow("clave.example")).contains("smtp.clave.example:587", "valija", "Required");

            browser.clickInRow("clave.example", "Change");
            browser.awaitText(By.id("dialog"), "Route");
            assertThat(browser.askPage("arguments[0](document.documentElement.outerHTML)"))
                    .doesNotContain("Secreto-de-prueba");
            browser.type("route:port", "2525");
            browser.click(By.id("route:save"));
            browser.awaitRow("smtp.clave.example:2525");

            removeRoute(browser, "clave.example");
        }
    }

    private static void route(Browser browser, String domain, String kind, int port) {
        browser.open("routes");
        browser.click(By.id("top:add"));
        browser.type("route:recipientDomain", domain);
        if (port > 0) {
            browser.type("route:hosts", "127.0.0.1");
            browser.type("route:port", Integer.toString(port));
            browser.select("route:tls", "None");
        } else {
            browser.select("route:kind", kind);
            browser.awaitGone(By.id("route:hosts"));
        }
        browser.click(By.id("route:save"));
        browser.awaitRow(domain);
    }

    private static void removeRoute(Browser browser, String text) {
        browser.clickInRow(text, "Remove");
        browser.confirm();
        browser.awaitNoRow(text);
    }

    /** The page shows what it read when it was opened, so it is opened until it shows that. */
    private static void awaitInQueue(Browser browser, String subject) throws InterruptedException {
        String seen = "";
        for (int i = 0; i < 120; i++) {
            browser.open("queue");
            seen = String.join("\n", browser.texts(By.cssSelector("#list\\:table tr[data-ri]")));
            if (seen.contains(subject)) {
                assertThat(seen)
                        .contains(DOMAIN, "ana@" + DOMAIN, "robot@laboratorio.local", "transactional", "attempt");
                return;
            }
            Thread.sleep(250);
        }
        throw new AssertionError("No mail with " + subject + " in the queue, but:\n" + seen);
    }

    /** Refused while an attempt is under way, so it may take more than one click. */
    private static void cancel(Browser browser, String subject) throws InterruptedException {
        String answer = "";
        for (int i = 0; i < 5; i++) {
            awaitInQueue(browser, subject);
            browser.clickInRow(subject, "Cancel");
            browser.confirm();
            answer = browser.awaitMessage(".");
            if (answer.contains("was cancelled")) {
                return;
            }
        }
        throw new AssertionError("Not cancelled: " + answer);
    }

    private static void send(String subject, String recipient) throws IOException {
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            assertThat(client.send(
                                    "robot@laboratorio.local",
                                    List.of(recipient),
                                    "From: robot@laboratorio.local\nTo: " + recipient + "\nSubject: " + subject
                                            + "\n\nHola\n")
                            .code())
                    .isEqualTo(250);
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
