package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.valija.client.Await;
import org.valija.client.Queue;
import org.valija.client.SmtpClient;
import org.valija.server.TestServer;

/** The page of the queue: what is found, what is done with it, and what every page says while all mail is stopped. */
class QueueControlPageIT extends ConsoleTest {

    private static final String DOMAIN = "consola-control.example";
    private static final By MESSAGE = By.cssSelector("#list\\:table tr[data-ri]");

    @AfterEach
    void goOn() throws IOException {
        Queue.liftAllOrders();
        Queue.act("cancel", "{\"destination\": \"" + DOMAIN + "\"}");
    }

    @Test
    void mailIsFoundHeldAndReleasedAndStopped() throws Exception {
        try (Browser browser = Browser.loggedIn()) {
            stop(browser);
            browser.open("routes");
            browser.awaitText(By.id("stop"), "All outbound mail is stopped");
            assertThat(browser.text(By.id("stop"))).contains("admin", "Paren las rotativas");
            send("control uno", "ana@" + DOMAIN);
            send("control dos", "ana@" + DOMAIN);
            Await.until(
                    "both in the queue",
                    Duration.ofSeconds(30),
                    () -> Queue.waiting().stream()
                                    .filter(mail -> mail.recipients().contains("ana@" + DOMAIN))
                                    .count()
                            == 2);

            browser.open("queue");
            browser.type("filter:sender", "ana@");
            browser.click(By.id("filter:search"));
            browser.awaitRefusal("filter:sender", "Give an address");
            browser.type("filter:sender", TestServer.ROBOT.user());
            browser.type("filter:destination", DOMAIN);
            browser.click(By.id("filter:search"));
            assertThat(browser.awaitRow("control uno")).contains("Paused");

            browser.click(By.cssSelector(".all-HOLD"));
            browser.awaitText(By.id("scope"), "Hold: 2 rows, all that match");
            browser.type("act:reason", "por si acaso");
            browser.click(By.id("act:do"));
            browser.awaitMessage("Hold: 2 rows");
            assertThat(browser.awaitRow("control uno")).contains("Held", "por si acaso");

            browser.click(By.xpath("//tr[contains(., 'control uno')]//*[contains(@class, 'ui-chkbox-box')]"));
            browser.click(By.cssSelector(".all-BOUNCE"));
            browser.awaitText(By.id("scope"), "Bounce: 1 row, those that are ticked");
            browser.click(By.id("act:do"));
            browser.awaitRefusal("act:reason", "Say why");
            browser.type("act:reason", "por prueba");
            browser.click(By.id("act:do"));
            browser.awaitMessage("Bounce: 1 row");

            browser.open("queue");
            browser.clickInRow("all mail", "Lift");
            browser.awaitMessage("Standing order lifted");
            browser.awaitGone(By.cssSelector("#stop .note"));
            assertThat(browser.texts(MESSAGE)).anySatisfy(row -> assertThat(row).contains("control dos", "Held"));

            browser.clickInRow(DOMAIN, "Pause");
            browser.type("order:reason", "en obras");
            browser.type("order:until", "0");
            browser.click(By.id("order:save"));
            browser.awaitRefusal("order:until", "have ended already");
            browser.type("order:until", "60");
            browser.click(By.id("order:save"));
            browser.awaitMessage("Keep back mail to " + DOMAIN);

            browser.open("trace");
            browser.type("find:recipient", "ana");
            browser.click(By.id("find:search"));
            browser.awaitRefusal("find:recipient", "Give a whole address");
            browser.type("find:recipient", "ana@" + DOMAIN);
            browser.click(By.id("find:search"));
            assertThat(browser.awaitRow("por prueba")).contains("Bounced", TestServer.ROBOT.user());
        }
    }

    private static void stop(Browser browser) {
        browser.open("queue");
        browser.click(By.id("top:stopAll"));
        browser.type("order:reason", "Paren las rotativas");
        browser.click(By.id("order:save"));
        browser.awaitMessage("Standing order added: Keep back all mail");
        browser.awaitText(By.id("stop"), "All outbound mail is stopped");
    }

    private static void send(String subject, String recipient) throws IOException {
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            assertThat(client.send(
                                    TestServer.ROBOT.user(),
                                    List.of(recipient),
                                    "From: robot@laboratorio.local\nTo: " + recipient + "\nSubject: " + subject
                                            + "\n\nHola\n")
                            .code())
                    .isEqualTo(250);
        }
    }
}
