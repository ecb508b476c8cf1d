package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.valija.client.Http;
import org.valija.client.NameServer;
import org.valija.client.Sandbox;
import org.valija.client.SmtpClient;
import org.valija.server.TestServer;
import org.xbill.DNS.Type;

/** The page about TLS between mail hosts, and the reports on it. What is published does to mail is in PublishedTlsIT. */
class TlsPageIT extends ConsoleTest {

    private final String organization = "Empresa " + UUID.randomUUID();

    @Test
    void aDomainIsLookedUp() throws IOException {
        try (Browser browser = Browser.loggedIn();
                NameServer names = new NameServer()) {
            names.add("llano.example", Type.MX, "10 mx.llano.example.");
            names.add("mx.llano.example", Type.A, "192.0.2.1");
            browser.open("tls");
            browser.type("lookUp:domain", "llano.example");
            browser.click(By.id("lookUp:go"));
            assertThat(browser.awaitText(By.id("lookUp"), "mx.llano.example"))
                    .contains("Nothing published", "nobody vouches for it");

            browser.type("lookUp:domain", "nadie.example");
            browser.click(By.id("lookUp:go"));
            browser.awaitText(By.id("lookUp"), "There is no domain nadie.example");

            browser.type("lookUp:domain", "no domain");
            browser.click(By.id("lookUp:go"));
            browser.awaitRefusal("lookUp:domain", "Give a domain");
        }
    }

    @Test
    void aReportIsReadWhoeverSendsIt() throws IOException {
        report("{\"organization-name\": \"<b>" + organization + "</b>\", \"report-id\": \"1\","
                + " \"date-range\": {\"start-datetime\": \"2026-03-01T00:00:00Z\","
                + " \"end-datetime\": \"2026-03-01T23:59:59Z\"}, \"policies\": [{\"policy\":"
                + " {\"policy-type\": \"sts\", \"policy-domain\": \"ejemplo.com\"}, \"summary\":"
                + " {\"total-successful-session-count\": 41, \"total-failure-session-count\": 3},"
                + " \"failure-details\": [{\"result-type\": \"certificate-expired\","
                + " \"failed-session-count\": 3, \"receiving-mx-hostname\": \"mx.ejemplo.com\"}]}]}");

        assertThat(Http.get("/valija/api/tls/reports", TestServer.ADMIN).body())
                .contains(organization, "\"successes\":41", "certificate-expired");
        try (Browser browser = Browser.loggedIn()) {
            browser.open("tls");
            assertThat(browser.awaitRow(organization))
                    .contains(
                            "<b>" + organization + "</b>",
                            "3 failed",
                            "41 fine",
                            "3 × certificate-expired mx.ejemplo.com");
        }
    }

    @Test
    void whatIsNoReportIsKeptForThePostmaster() throws Exception {
        String subject = report("hola");

        assertThat(Sandbox.awaitSubject(subject).recipients()).containsExactly("TLSRPT@laboratorio.local");
    }

    /** Returns the subject. */
    private static String report(String json) throws IOException {
        String subject = "Report " + UUID.randomUUID();
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            client.ehlo();
            assertThat(client.send(
                                    "noreply@empresa.example",
                                    List.of("TLSRPT@laboratorio.local"),
                                    "Subject: " + subject + "\nMIME-Version: 1.0\n"
                                            + "Content-Type: application/tlsrpt+json\n\n" + json + "\n")
                            .code())
                    .isEqualTo(250);
        }
        return subject;
    }
}
