package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeAll;
import org.valija.client.Http;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** A test of the console on the server under test. */
@OnServer
abstract class ConsoleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Of no use but that Arquillian starts a Payara, and waits until it can be used, only for a test that deploys something. */
    @Deployment(testable = false)
    static WebArchive nothing() {
        return TestServer.war("console-test.war");
    }

    /** Payara says that it has started before its applications have. */
    @BeforeAll
    static void awaitConsole() throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        int status = Http.get("/valija/login.xhtml").statusCode();
        while (status != 200 && Instant.now().isBefore(end)) {
            Thread.sleep(500);
            status = Http.get("/valija/login.xhtml").statusCode();
        }
        assertThat(status).isEqualTo(200);
    }
}
