package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.valija.client.Routes;

/** The page with the routes. What they do to mail is in {@link QueueIT}. */
class RoutesIT extends ConsoleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "recipientDomain | no good | Give a domain such as",
                "hosts           | a..b    | Give the smart host's name",
                "port            | 70000   | A port is a number from 1",
                "port            | many    | A port is a number, 1"
            })
    void whatIsRefusedStaysInItsFieldUntilTheDialogIsClosed(String field, String value, String reason)
            throws IOException {
        String id = "route:" + field;
        try (Browser browser = Browser.loggedIn()) {
            open(browser);
            browser.type(id, value);
            browser.click(By.id("route:save"));
            browser.awaitRefusal(id, reason);
            assertThat(browser.value(id)).isEqualTo(value);

            assertFreshWhenOpenedAgain(browser);
        }
    }

    @Test
    void aLoginThatWouldBeReadOnTheWayIsRefusedAndItsPasswordForgotten() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            open(browser);
            browser.type("route:user", "valija");
            browser.type("route:password", "Secreto-de-prueba");
            browser.select("route:tls", "None");
            browser.click(By.id("route:save"));
            browser.awaitRefusal("route:tls", "only over TLS");
            assertThat(browser.value("route:tls")).isEqualTo("NONE");
            assertThat(browser.value("route:user")).isEqualTo("valija");
            assertThat(browser.value("route:password")).as("never comes back").isEmpty();

            assertFreshWhenOpenedAgain(browser);
        }
    }

    /** What is wrong in a part that is folded away is seen all the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sender   | nadie@   | Give an address, a domain",
                "minSize  | mucho    | A size is a number",
                "pins     | 00:11:22 | Give SHA-256 fingerprints",
                "schedule | pronto   | Give the delays",
                "expiry   | 90d      | Mail is given up after"
            })
    void whatIsRefusedIsUnfolded(String field, String value, String reason) throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            open(browser);
            browser.askPage(
                    "document.querySelectorAll('details').forEach(function (part) { part.open = true; }); arguments[0]('')");
            browser.type("route:" + field, value);
            browser.click(By.id("route:save"));
            browser.awaitRefusal("route:" + field, reason);
            assertThat(browser.value("route:" + field)).isEqualTo(value);
        }
    }

    @Test
    void aRouteForSomeMailIsToldInWordsAndAnswersWhatWouldHappen() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            Routes.add(
                    """
                    {"sender": "*.ventas.example", "stream": "bulk", "minSize": 1048576, "kind": "smart_host",
                     "hosts": ["192.0.2.7", "192.0.2.8:2525"], "tls": "none", "expiry": "12h"}""");
            Routes.switchSandbox(false);

            browser.open("routes");
            assertThat(browser.awaitRow("192.0.2.7:587"))
                    .contains("192.0.2.8:2525")
                    .contains("only mail of 1 MB and more of the stream bulk from any subdomain of ventas.example")
                    .contains("retries of its own");
            browser.type("forecast:sender", "<b>");
            browser.type("forecast:recipient", "ana@a.example");
            browser.click(By.id("forecast:ask"));
            browser.awaitRefusal("forecast:sender", "Give a mail address");

            browser.type("forecast:sender", "eva@norte.ventas.example");
            browser.select("forecast:stream", "bulk");
            browser.type("forecast:size", "2000");
            browser.click(By.id("forecast:ask"));
            assertThat(browser.awaitText(By.id("forecast:answer"), "192.0.2.8"))
                    .contains("Goes out", "Route 1. Mail of 1 MB", "192.0.2.7:587");

            browser.clickInRow("192.0.2.7:587", "Change");
            browser.awaitText(By.id("dialog"), "Route");
            assertThat(browser.value("route:hosts")).isEqualTo("192.0.2.7 192.0.2.8:2525");
            assertThat(browser.value("route:sender")).isEqualTo("*.ventas.example");
            browser.click(By.id("route:save"));
            browser.awaitMessage("Route changed: Mail of 1 MB and more");
        } finally {
            Routes.switchSandbox(true);
            Routes.removeAll();
        }
    }

    private static void open(Browser browser) {
        browser.open("routes");
        browser.click(By.id("top:add"));
        browser.type("route:recipientDomain", "rechazada.example");
        browser.type("route:hosts", "smtp.rechazada.example");
    }

    private static void assertFreshWhenOpenedAgain(Browser browser) {
        browser.cancel();
        browser.click(By.id("top:add"));
        browser.awaitText(By.id("dialog"), "Route");
        assertThat(browser.value("route:recipientDomain")).isEqualTo("*");
        assertThat(browser.value("route:hosts")).isEmpty();
        assertThat(browser.value("route:port")).isEqualTo("587");
        assertThat(browser.value("route:tls")).isEqualTo("REQUIRED");
        assertThat(browser.value("route:user")).isEmpty();
    }
}
