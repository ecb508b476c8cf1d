package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.valija.client.Http;
import org.valija.client.RestSettings;
import org.valija.server.TestServer;

/** The pages with shaping rules, sending limits, and the source addresses of streams. */
class ShapingPageIT extends ConsoleTest {

    @Test
    void aRuleIsAddedMovedChangedExplainedAndRemoved() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            browser.open("shaping");
            add(browser, "rule:domain", "*.pagina.example", "rule:connections", "7");
            browser.awaitRow("mail to *.pagina.example");
            add(browser, "rule:domain", "pagina.example", "rule:replies", "pause 30m: 421 4.7.0");
            browser.awaitRow("1 rule for replies");

            browser.click(By.xpath("//tr[contains(., 'mail to pagina.example')]//button[@title='Move up']"));
            browser.awaitMessage("Shaping rule moved up");
            browser.clickInRow("mail to pagina.example", "Change");
            browser.awaitText(By.id("dialog"), "Shaping rule");
            assertThat(browser.value("rule:replies")).isEqualTo("pause 30m: 421 4.7.0");
            browser.type("rule:rate", "10/min");
            browser.click(By.id("rule:save"));
            browser.awaitMessage("Shaping rule changed");
            assertThat(browser.awaitRow("mail to pagina.example")).contains("10/minute");

            assertThat(Http.get("/valija/api/shaping", TestServer.ADMIN).body()).contains("\"rate\":\"10/minute\"");
            browser.type("explain:domain", "pagina.example");
            browser.click(By.id("explain:ask"));
            browser.awaitText(By.id("explain"), "The sandbox mailbox keeps it");

            for (String rule : new String[] {"mail to pagina.example", "mail to *.pagina.example"}) {
                browser.clickInRow(rule, "Remove");
                browser.confirm();
                browser.awaitNoRow(rule);
            }
        }
    }

    private static void add(Browser browser, String field, String value, String other, String otherValue) {
        browser.click(By.id("top:add"));
        browser.type(field, value);
        browser.type(other, otherValue);
        browser.click(By.id("rule:save"));
    }

    @ParameterizedTest
    @CsvSource({
        "rule:mxHost, no good, Give a host",
        "rule:connections, many, no whole number",
        "rule:connections, 1001, It is 1 to 1000",
        "rule:rate, fast, is no rate",
        "rule:age, soon, is no time",
        "rule:replies, later, is no rule for replies"
    })
    void whatIsRefusedStaysInItsField(String field, String value, String reason) throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            browser.open("shaping");
            browser.click(By.id("top:add"));
            browser.type("rule:messages", "10");
            browser.type(field, value);
            browser.click(By.id("rule:save"));
            browser.awaitRefusal(field, reason);
            assertThat(browser.value(field)).isEqualTo(value);
            assertThat(browser.value("rule:messages")).isEqualTo("10");
        }
    }

    @Test
    void aLimitIsAddedRefusedAndRemoved() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            browser.open("shaping");
            browser.click(By.id("limits:add"));
            browser.type("limit:sender", "pagina.example");
            browser.type("limit:rate", "much");
            browser.click(By.id("limit:save"));
            browser.awaitRefusal("limit:rate", "is no rate");
            browser.type("limit:rate", "100/hour");
            browser.click(By.id("limit:save"));
            browser.awaitRow("no more than 100/hour from each of pagina.example");

            browser.clickInRow("from each of pagina.example", "Remove");
            browser.confirm();
            browser.awaitNoRow("from each of pagina.example");
        }
    }

    @Test
    void aStreamGetsASourceAddressThatThisMachineHas() throws IOException {
        try (Browser browser = Browser.loggedIn();
                RestSettings settings = new RestSettings()) {
            settings.add(
                    "streams/sources",
                    "{\"stream\": \"bulk\", \"address\": \"127.0.0.11\", \"hostname\": \"once.ejemplo.com\"}");
            browser.open("streams");
            browser.click(
                    By.xpath("//div[contains(@class, 'stream')][.//h2='bulk']//button[contains(@class, 'do-add')]"));
            browser.type("source:address", "192.0.2.1");
            browser.type("source:hostname", "doce.ejemplo.com");
            browser.click(By.id("source:save"));
            browser.awaitRefusal("source:address", "This machine does not have");
            browser.type("source:address", "127.0.0.12");
            browser.type("source:dailyLimit", "500");
            browser.click(By.id("source:save"));
            assertThat(browser.awaitRow("127.0.0.12")).contains("doce.ejemplo.com", "0 of 500");

            browser.clickInRow("127.0.0.12", "Remove");
            browser.confirm();
            browser.awaitNoRow("127.0.0.12");
            browser.awaitRow("once.ejemplo.com");
        }
    }
}
