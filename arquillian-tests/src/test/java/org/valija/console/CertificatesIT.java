package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.server.TestServer;

/** What the console and REST tell of certificates: those in use, their end, and files that are broken. */
class CertificatesIT extends ConsoleTest {

    private static final String NAME = "pronto.laboratorio.local";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Path folder = TestServer.work().resolve("certificates");
    private final Path chain = folder.resolve("pronto.crt");
    private final Path key = folder.resolve("pronto.key");

    @BeforeEach
    void makeOneThatEndsSoon() throws Exception {
        Files.createDirectories(folder);
        X509Bundle certificate = new CertificateBuilder()
                .subject("CN=" + NAME + ",O=\"<b>Laboratorio</b>\"")
                .notBefore(Instant.now().minus(Duration.ofDays(80)))
                .notAfter(Instant.now().plus(Duration.ofDays(5)))
                .addSanDnsName(NAME)
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(key, certificate.getPrivateKeyPEM());
        Files.writeString(chain, certificate.getCertificatePEM());
        Await.until("the certificate is in use", SOON, () -> certificates().contains(NAME));
    }

    @AfterEach
    void remove() throws Exception {
        Files.deleteIfExists(chain);
        Files.deleteIfExists(key);
        Await.until("the certificate is gone", SOON, () -> !certificates().contains(NAME));
    }

    private static String certificates() throws IOException {
        return Http.get("/valija/api/certificates", TestServer.ADMIN).body();
    }

    @Test
    void theConsoleTellsWhichEndsSoonAndWhatIsBroken() throws Exception {
        try (Browser browser = Browser.loggedIn()) {
            assertThat(browser.texts(By.cssSelector(".note.warning"))).anySatisfy(note -> assertThat(note)
                    .contains("The certificate of " + NAME + " ends soon", chain.toString()));
            browser.open("ports");
            assertThat(browser.awaitRow(NAME)).contains("in 5 days", "EC", "<b\\>Laboratorio", chain.toString());
            assertThat(browser.awaitRow("smtp.laboratorio.local")).contains("shown by default", "keystore.p12");

            Files.writeString(key, "half of it");
            Await.until("the problem is known", SOON, () -> certificates().contains("no whole private key"));
            browser.open("ports");
            assertThat(browser.awaitText(By.cssSelector(".certificates .problem"), "no whole private key"))
                    .contains(chain.toString());
            assertThat(browser.awaitRow(NAME)).as("stays in use").contains("in 5 days");
            browser.open("index");
            assertThat(browser.texts(By.cssSelector(".note.warning")))
                    .anySatisfy(note -> assertThat(note).contains("no whole private key"));
        }
    }

    @Test
    void restTellsTheSame() throws Exception {
        assertThat(certificates())
                .contains(
                        "\"names\":[\"" + NAME + "\"]", "\"endsSoon\":true", "\"endsSoon\":false", "\"authorities\":");
        assertThat(Http.get("/valija/api/certificates").statusCode()).isEqualTo(401);
        assertThat(Http.get("/valija/api/certificates", TestServer.ROBOT).statusCode())
                .isEqualTo(403);
    }
}
