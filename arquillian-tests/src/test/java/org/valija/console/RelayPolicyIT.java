package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.valija.client.Http;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.server.TestServer;

/** The page with the relay rules, and what a client is told. */
class RelayPolicyIT extends ConsoleTest {

    private static final String RELAYED = "to consola-relay.example: taken where a bean receives it, relayed";
    private static final String REFUSED = "to consola-relay.example: refused with 550 5.7.1 “Not from the console”.";

    @Test
    void aRuleIsEffectiveAtOnceInASessionThatIsOpen() throws IOException {
        try (Browser browser = Browser.loggedIn();
                SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            client.ehlo();
            assertThat(recipient(client).code()).as("before").isEqualTo(550);

            browser.open("relay");
            browser.click(By.id("top:add"));
            browser.select("rule:authenticated", "Any");
            browser.type("rule:clientNetwork", "127.0.0.0/8");
            browser.type("rule:recipientDomain", "consola-relay.example");
            browser.click(By.id("rule:save"));
            browser.awaitRow(RELAYED);
            assertThat(recipient(client).code()).as("with the rule").isEqualTo(250);

            browser.click(By.id("top:add"));
            browser.select("rule:authenticated", "Any");
            browser.type("rule:recipientDomain", "consola-relay.example");
            browser.select("rule:action", "Refuse");
            browser.type("rule:text", "Not from the console");
            browser.click(By.id("rule:save"));
            browser.awaitRow(REFUSED);
            assertThat(recipient(client).code())
                    .as("the first that matches decides")
                    .isEqualTo(250);

            browser.click(By.xpath("//tr[contains(., '" + REFUSED + "')]//button[@title='Move up']"));
            browser.awaitMessage("Rule moved up");
            SmtpReply refusal = recipient(client);
            assertThat(refusal.code()).isEqualTo(550);
            assertThat(refusal.toString()).contains("Not from the console");

            remove(browser, REFUSED);
            remove(browser, RELAYED);
            assertThat(recipient(client).code()).as("after").isEqualTo(550);
        }
    }

    @Test
    void aWrongNetworkIsExplainedBesideItsField() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            browser.open("relay");
            int rules =
                    browser.texts(By.cssSelector("#list\\:table tr[data-ri]")).size();
            browser.click(By.id("top:add"));
            browser.type("rule:clientNetwork", "10.0.0.0/99");
            browser.click(By.id("rule:save"));

            browser.awaitText(By.xpath("//*[@id='rule:clientNetwork']/.."), "CIDR notation");
            browser.open("relay");
            assertThat(browser.texts(By.cssSelector("#list\\:table tr[data-ri]")))
                    .hasSize(rules);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clientNetwork   | 10.0.0.0/99 | CIDR notation",
                "senderDomain    | *           | leave it empty for all",
                "recipientDomain | no good     | Give a domain such as",
                "text            | así no      | printable ASCII characters"
            })
    void whatIsRefusedStaysInItsFieldUntilTheDialogIsClosed(String field, String value, String reason)
            throws IOException {
        String id = "rule:" + field;
        try (Browser browser = Browser.loggedIn()) {
            browser.open("relay");
            browser.click(By.id("top:add"));
            browser.select("rule:action", "Refuse");
            browser.type("rule:text", "Not here");
            browser.type(id, value);
            browser.click(By.id("rule:save"));
            browser.awaitRefusal(id, reason);
            assertThat(browser.value(id)).isEqualTo(value);
            assertThat(browser.value("rule:action")).isEqualTo("REFUSE");

            browser.cancel();
            browser.click(By.id("top:add"));
            browser.awaitText(By.id("dialog"), "Relay rule");
            browser.select("rule:action", "Refuse");
            browser.awaitText(By.id("dialog"), "Text of the refusal");
            assertThat(browser.value(id)).isEmpty();
        }
    }

    @Test
    void aRuleForAListenerThatIsGoneDoesNotBecomeOneForAll() throws IOException {
        String added = Http.post(
                        "/valija/api/relay",
                        "{\"listener\": \"ausente\", \"recipientDomain\": \"ausente.example\", \"action\": \"accept\"}",
                        TestServer.ADMIN)
                .body();
        assertThat(added).contains("\"listener\":\"ausente\"");
        try (Browser browser = Browser.loggedIn()) {
            browser.open("relay");
            browser.clickInRow("ausente.example", "Change");
            browser.awaitText(By.id("dialog"), "Relay rule");
            assertThat(browser.value("rule:listener")).isEqualTo("ausente");
            browser.type("rule:recipientDomain", "otro.ausente.example");
            browser.click(By.id("rule:save"));
            browser.awaitMessage("Rule changed: Mail on listener ausente, to otro.ausente.example");
            remove(browser, "otro.ausente.example");
        }
    }

    private static void remove(Browser browser, String rule) {
        browser.clickInRow(rule, "Remove");
        browser.confirm();
        browser.awaitNoRow(rule);
    }

    private static SmtpReply recipient(SmtpClient client) throws IOException {
        client.command("RSET");
        client.command("MAIL FROM:<prueba@ejemplo.com>");
        return client.command("RCPT TO:<alguien@consola-relay.example>");
    }
}
