package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;

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
