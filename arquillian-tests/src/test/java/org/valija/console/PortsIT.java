package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.valija.client.Http;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.server.TestServer;

/** The page with the ports, and what it does to the ports themselves. */
class PortsIT extends ConsoleTest {

    private static final By NAME_FIELD = By.xpath("//*[@id='listener:name']/..");
    private static final By PORT_FIELD = By.xpath("//*[@id='listener:port']/..");

    @Test
    void aListenerIsAddedChangedStoppedStartedAndRemoved() throws IOException {
        int port = freePort();
        int otherPort = freePort();
        try (Browser browser = Browser.loggedIn()) {
            browser.open("ports");
            add(browser, "consola", port);
            browser.awaitMessage("Listener consola was added.");
            assertThat(browser.awaitRow("consola")).contains("Open", "127.0.0.1:" + port);

            try (SmtpClient client = SmtpClient.connect(port)) {
                browser.clickInRow("consola", "Change");
                browser.awaitText(By.id("dialog"), "Listener");
                browser.type("listener:port", setting(otherPort));
                browser.click(By.id("listener:save"));
                browser.awaitMessage("Listener consola was changed.");

                assertThat(greeting(otherPort)).isEqualTo(220);
                assertThat(client.ehlo().code()).as("the session goes on").isEqualTo(250);
            }
            assertThatThrownBy(() -> greeting(port)).isInstanceOf(ConnectException.class);

            browser.clickInRow("consola", "Stop");
            browser.awaitMessage("Listener consola was stopped.");
            assertThat(browser.awaitRow("consola")).contains("Closed");
            assertThatThrownBy(() -> greeting(otherPort)).isInstanceOf(ConnectException.class);

            browser.clickInRow("consola", "Start");
            browser.awaitMessage("Listener consola was started.");
            assertThat(greeting(otherPort)).isEqualTo(220);

            remove(browser, "consola");
            assertThatThrownBy(() -> greeting(otherPort)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aPortInUseSaysWhyAndOpensWhenItIsFree() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            int port;
            try (ServerSocket inUse = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = inUse.getLocalPort();
                browser.open("ports");
                add(browser, "ocupada", port);

                browser.awaitMessage("Its port is not open");
                assertThat(browser.awaitRow("ocupada")).contains("Failed", String.valueOf(port));
                assertThat(browser.text(By.cssSelector(".problem"))).containsIgnoringCase("in use");
                browser.open("index");
                assertThat(browser.texts(By.cssSelector(".note.error")))
                        .anySatisfy(note -> assertThat(note).contains("Listener ocupada is not open"));
            }
            browser.open("ports");
            browser.clickInRow("ocupada", "Try again");
            browser.awaitMessage("Listener ocupada was started.");
            assertThat(greeting(port)).isEqualTo(220);

            remove(browser, "ocupada");
        }
    }

    @Test
    void aWrongValueIsExplainedBesideItsField() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            browser.open("ports");
            browser.click(By.id("top:add"));
            browser.type("listener:name", "relay");
            browser.type("listener:port", "70000");
            browser.click(By.id("listener:save"));
            browser.awaitText(PORT_FIELD, "A port is a number");
            assertThat(browser.value("listener:port")).isEqualTo("70000");

            browser.type("listener:port", "many");
            browser.click(By.id("listener:save"));
            browser.awaitText(PORT_FIELD, "A port is a number, 1 to 65535; 0 lets the system choose.");

            browser.type("listener:port", "0");
            browser.click(By.id("listener:save"));
            browser.awaitText(NAME_FIELD, "relay");
            assertThat(browser.value("listener:name")).isEqualTo("relay");
            assertThat(browser.texts(By.cssSelector("#list\\:table tr[data-ri] strong")))
                    .doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name           | no good!  | lower-case letter",
                "address        | localhost | Give a local IP address",
                "port           | 70000     | A port is a number",
                "maxMessageSize | 99999999  | The largest message is",
                "maxRecipients  | 7         | A message may have 100",
                "proxyNetworks  | 10.0.0.1/8 | bits outside",
                "xclientNetworks | 0.0.0.0/0 | is everybody"
            })
    void whatIsRefusedStaysInItsFieldUntilTheDialogIsClosed(String field, String value, String reason)
            throws IOException {
        String id = "listener:" + field;
        try (Browser browser = Browser.loggedIn()) {
            browser.open("ports");
            browser.click(By.id("top:add"));
            browser.type("listener:name", "rechazada");
            String fresh = browser.value(id);
            browser.type("listener:port", "0");
            browser.click(By.cssSelector("details.advanced > summary"));
            browser.type(id, value);
            browser.click(By.id("listener:save"));
            browser.awaitRefusal(id, reason);
            assertThat(browser.value(id)).isEqualTo(value);
            browser.awaitFocus(id);

            browser.cancel();
            browser.clickInRow("submissions", "Change");
            browser.awaitText(By.id("dialog"), "Listener");
            assertThat(browser.value("listener:name")).isEqualTo("submissions");
            assertThat(browser.value(id)).as("of another listener").isNotEqualTo(value);
            browser.cancel();
            browser.click(By.id("top:add"));
            browser.awaitText(By.id("dialog"), "Listener");
            assertThat(browser.value(id)).as("of a new listener").isEqualTo(field.equals("name") ? "" : fresh);
        }
    }

    @Test
    void extensionsThatAreRefusedStayAsTheyWereTicked() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            browser.open("ports");
            browser.clickInRow("submissions", "Change");
            browser.awaitText(By.id("dialog"), "Listener");
            browser.click(By.cssSelector("details.advanced > summary"));
            browser.click(By.xpath("//*[@id='listener:withheld']//label[normalize-space(.)='AUTH']"));
            browser.click(By.xpath("//*[@id='listener:withheld']//label[normalize-space(.)='DSN']"));
            browser.click(By.id("listener:save"));
            browser.awaitRefusal("listener:withheld", "Users could not log in any more");
            assertThat(browser.has(By.cssSelector("input[value='AUTH']:checked")))
                    .isFalse();
            assertThat(browser.has(By.cssSelector("input[value='DSN']:checked")))
                    .isFalse();
            assertThat(browser.has(By.cssSelector("input[value='SIZE']:checked")))
                    .isTrue();
        }
    }

    @Test
    void whatIsAdvancedIsKeptAndShownWhenItIsSet() throws IOException {
        By advanced = By.cssSelector("details.advanced > summary");
        By balancers = By.xpath("//*[@id='listener:proxyNetworks']/..");
        try (Browser browser = Browser.loggedIn()) {
            browser.open("ports");
            browser.click(By.id("top:add"));
            browser.type("listener:name", "avanzada");
            browser.type("listener:address", "127.0.0.1");
            browser.type("listener:port", setting(freePort()));
            browser.click(advanced);
            browser.click(By.xpath("//*[@id='listener:withheld']//label[normalize-space(.)='DSN']"));
            browser.select("listener:lineBreaks", "Make it");
            browser.type("listener:proxyNetworks", "192.0.2.7\n10.0.0.1/8");
            browser.click(By.id("listener:save"));
            browser.awaitText(balancers, "\"10.0.0.1/8\" can't be used, the address has bits outside of the network");

            browser.type("listener:proxyNetworks", "192.0.2.7\n10.0.0.0/8");
            browser.type("listener:xclientNetworks", "127.0.0.1");
            browser.click(By.id("listener:save"));
            browser.awaitMessage("Listener avanzada was added.");
            assertThat(Http.get("/valija/api/listeners/avanzada", TestServer.ADMIN)
                            .body())
                    .contains("\"withheld\":[\"DSN\"]", "\"lineBreaks\":\"NORMALISE\"")
                    .contains(
                            "\"proxyNetworks\":[\"192.0.2.7\",\"10.0.0.0/8\"]", "\"xclientNetworks\":[\"127.0.0.1\"]");

            browser.clickInRow("avanzada", "Change");
            browser.awaitText(By.id("dialog"), "Who may use XCLIENT");
            browser.click(By.id("listener:save"));
            browser.awaitMessage("Listener avanzada was changed.");
            assertThat(Http.get("/valija/api/listeners/avanzada", TestServer.ADMIN)
                            .body())
                    .contains("\"withheld\":[\"DSN\"]", "\"xclientNetworks\":[\"127.0.0.1\"]");

            remove(browser, "avanzada");
        }
    }

    private static void add(Browser browser, String name, int port) {
        browser.click(By.id("top:add"));
        browser.type("listener:name", name);
        browser.type("listener:address", "127.0.0.1");
        browser.type("listener:port", setting(port));
        browser.click(By.id("listener:save"));
    }

    private static void remove(Browser browser, String name) {
        browser.clickInRow(name, "Remove");
        browser.confirm();
        browser.awaitMessage("Listener " + name + " was removed.");
        browser.awaitNoRow(name);
    }

    /** The port as it is set: without the offset of the server under test. */
    private static String setting(int port) {
        return Integer.toString(port - (TestServer.relayPort() - 2525));
    }

    private static int greeting(int port) throws IOException {
        try (SmtpClient client = SmtpClient.connect(port)) {
            SmtpReply noop = client.command("NOOP");
            assertThat(noop.code()).isEqualTo(250);
            return Integer.parseInt(client.transcript().get(0).substring(3, 6));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
