package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.valija.client.DkimKeys;
import org.valija.client.NameServer;

/** The page with the DKIM keys. What they do to mail is in DkimIT. */
class DkimPageIT extends ConsoleTest {

    private static final String DOMAIN = "consola-dkim.example";

    @AfterEach
    void removeKeys() throws IOException {
        DkimKeys.removeAll(DOMAIN);
    }

    @Test
    void aKeyIsMadePublishedAndActivatedAndRetired() throws IOException {
        try (Browser browser = Browser.loggedIn();
                NameServer dns = new NameServer()) {
            open(browser, "uno");
            browser.select("dkimKey:algorithm", "Ed25519");
            browser.awaitGone(By.id("dkimKey:bits"));
            browser.click(By.id("dkimKey:save"));
            assertThat(browser.awaitRow(DOMAIN)).contains("uno", "Ed25519", "Waiting", "never seen");

            browser.clickInRow(DOMAIN, "Record");
            String name = browser.awaitText(By.id("recordName"), DOMAIN);
            String value = browser.text(By.id("recordValue"));
            assertThat(name).isEqualTo("uno._domainkey." + DOMAIN);
            assertThat(value).startsWith("v=DKIM1; k=ed25519; p=");
            assertThat(browser.text(By.id("zoneLine"))).isEqualTo(name + ". IN TXT ( \"" + value + "\" )");

            browser.click(By.id("record:lookUp"));
            browser.awaitText(By.id("finding"), "Missing");
            dns.publish(name, "<b>nada</b>");
            browser.click(By.id("record:lookUp"));
            browser.awaitText(By.id("finding"), "Different");
            browser.awaitText(By.id("record"), "<b>nada</b>");
            dns.publish(name, value);
            browser.click(By.id("record:lookUp"));
            browser.awaitText(By.id("finding"), "Right");
            browser.click(By.xpath("//*[@id='recordDialog']//button[normalize-space(.)='Close']"));
            assertThat(browser.awaitRow("seen 2")).contains(DOMAIN);

            browser.clickInRow(DOMAIN, "Activate");
            browser.awaitMessage("DKIM key activated: uno of " + DOMAIN);
            assertThat(browser.awaitRow("Signs")).contains(DOMAIN);

            browser.clickInRow(DOMAIN, "Retire");
            browser.confirm();
            assertThat(browser.awaitRow("Retired")).contains(DOMAIN);
            browser.clickInRow(DOMAIN, "Remove");
            browser.confirm();
            browser.awaitNoRow(DOMAIN);
        }
    }

    @Test
    void whoActivatesAKeyThatNobodyCanVerifyHearsSo() throws IOException {
        try (Browser browser = Browser.loggedIn();
                NameServer dns = new NameServer()) {
            dns.publish("dos._domainkey." + DOMAIN, "v=DKIM1; p=");
            open(browser, "dos");
            browser.click(By.id("dkimKey:save"));
            assertThat(browser.awaitRow(DOMAIN)).contains("RSA, 2048 bits");
            browser.clickInRow(DOMAIN, "Activate");
            browser.awaitMessage("But receivers can't verify it: The record says that this key was revoked");
            browser.open("index");
            assertThat(browser.texts(By.cssSelector(".note.warning")))
                    .anySatisfy(note -> assertThat(note).contains("The key dos of " + DOMAIN + " signs, but nobody"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "domain   | no good | Give the domain of your senders",
                "domain   | com     | Give the domain of your senders",
                "selector | a_b     | letters, digits and hyphens"
            })
    void whatIsRefusedStaysInItsFieldUntilTheDialogIsClosed(String field, String value, String reason)
            throws IOException {
        String id = "dkimKey:" + field;
        try (Browser browser = Browser.loggedIn()) {
            open(browser, "tres");
            browser.type(id, value);
            browser.click(By.id("dkimKey:save"));
            browser.awaitRefusal(id, reason);
            assertThat(browser.value(id)).isEqualTo(value);

            browser.cancel();
            browser.awaitNoRow(DOMAIN);
            browser.click(By.id("top:add"));
            browser.awaitText(By.id("dialog"), "New DKIM key");
            assertThat(browser.value("dkimKey:domain")).isEmpty();
            assertThat(browser.value("dkimKey:selector")).matches("s\\d{6}");
        }
    }

    @Test
    void aFileThatIsNoKeyIsRefused() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            open(browser, "cuatro");
            browser.select("dkimKey:generated", "Made elsewhere");
            browser.type("dkimKey:key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----");
            browser.click(By.id("dkimKey:save"));
            browser.awaitRefusal("dkimKey:key", "This is the public key. Give the private one");

            browser.cancel();
            browser.awaitNoRow(DOMAIN);
        }
    }

    private static void open(Browser browser, String selector) {
        browser.open("dkim");
        browser.click(By.id("top:add"));
        browser.type("dkimKey:domain", DOMAIN);
        browser.type("dkimKey:selector", selector);
    }
}
