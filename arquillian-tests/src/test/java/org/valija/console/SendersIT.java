package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.valija.client.SmtpClient;
import org.valija.server.TestServer;

/** The page with the sender rules, and as whom a user may send from then on. */
class SendersIT extends ConsoleTest {

    private static final String ROBOT = TestServer.ROBOT.user();
    private static final String AS_SALES = "The user " + ROBOT + ": as themselves, ventas@consola-remite.example.";
    private static final String AS_DOMAIN = "The user " + ROBOT + ": as any address at consola-remite.example.";

    @Test
    void aRuleIsEffectiveAtOnceInASessionThatIsOpen() throws IOException {
        try (Browser browser = Browser.loggedIn();
                SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            assertThat(mail(client, "ventas")).as("before").isEqualTo(553);

            browser.open("senders");
            add(browser, "{user}, ventas@consola-remite.example");
            browser.awaitRow(AS_SALES);
            assertThat(mail(client, "ventas")).as("with the rule").isEqualTo(250);
            assertThat(mail(client, "compras")).as("another address").isEqualTo(553);

            add(browser, "consola-remite.example");
            browser.awaitRow(AS_DOMAIN);
            assertThat(mail(client, "compras"))
                    .as("the first rule for the user decides")
                    .isEqualTo(553);

            browser.click(By.xpath("//tr[contains(., '" + AS_DOMAIN + "')]//button[@title='Move up']"));
            browser.awaitMessage("Sender rule moved up");
            assertThat(mail(client, "compras")).isEqualTo(250);

            browser.clickInRow(AS_DOMAIN, "Change");
            browser.awaitText(By.id("dialog"), "Sender rule");
            assertThat(browser.value("rule:user")).isEqualTo(ROBOT);
            assertThat(browser.value("rule:senders")).isEqualTo("consola-remite.example");
            browser.type("rule:senders", "otra.example");
            browser.click(By.id("rule:save"));
            browser.awaitMessage("Sender rule changed");
            assertThat(mail(client, "compras")).isEqualTo(553);

            remove(browser, "any address at otra.example");
            remove(browser, AS_SALES);
            assertThat(mail(client, "ventas")).as("after").isEqualTo(553);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no..good, ventas@consola-remite.example | neither an address",
                "*@consola-remite.example               | give the domain alone",
                "''                                     | Give at least one address"
            })
    void whatIsRefusedStaysInItsFieldUntilTheDialogIsClosed(String value, String reason) throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            browser.open("senders");
            browser.click(By.id("top:add"));
            browser.type("rule:user", "rechazada");
            browser.type("rule:senders", value);
            browser.click(By.id("rule:save"));
            browser.awaitRefusal("rule:senders", reason);
            assertThat(browser.value("rule:senders")).isEqualTo(value);
            assertThat(browser.value("rule:user")).isEqualTo("rechazada");

            browser.cancel();
            browser.awaitNoRow("rechazada");
            browser.click(By.id("top:add"));
            browser.awaitText(By.id("dialog"), "Sender rule");
            assertThat(browser.value("rule:senders")).isEqualTo("{user}");
            assertThat(browser.value("rule:user")).isEmpty();
        }
    }

    private static void add(Browser browser, String senders) {
        browser.click(By.id("top:add"));
        browser.type("rule:user", ROBOT);
        browser.type("rule:senders", senders);
        browser.click(By.id("rule:save"));
    }

    private static void remove(Browser browser, String rule) {
        browser.clickInRow(rule, "Remove");
        browser.confirm();
        browser.awaitNoRow(rule);
    }

    private static int mail(SmtpClient client, String name) throws IOException {
        client.command("RSET");
        return client.command("MAIL FROM:<" + name + "@consola-remite.example>").code();
    }
}
