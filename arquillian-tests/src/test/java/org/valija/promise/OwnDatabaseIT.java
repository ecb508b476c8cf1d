package org.valija.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.client.Http;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.promise.database.OwnDatabase;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/**
 * A bean that writes into a data source of its own. The receipt of {@code exactlyOnce} is in the default data source, which is
 * not XA, and a transaction takes one of these only: docs/receive.md.
 */
@OnServer
class OwnDatabaseIT {

    private final String subject = "own " + UUID.randomUUID();

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("own.war").addPackage(OwnDatabase.class.getPackage());
    }

    @ParameterizedTest
    @CsvSource({
        "PLAIN, plain@own.example, 250 2.0.0, 1",
        "PLAIN, plain-fails@own.example, 451 4.3.0, 0",
        "XA, xa@own.example, 250 2.0.0, 1",
        "XA, xa-fails@own.example, 451 4.3.0, 0",
        "XA, xa@own-once.example, 250 2.0.0, 1",
        "XA, xa-fails@own-once.example, 451 4.3.0, 0",
        // One that is not XA, and the receipt: refused, whoever asks, and nothing has happened.
        "PLAIN, plain@own-once.example, 451 4.3.0, 0",
    })
    void theReplyIsTheOutcome(OwnDatabase database, String recipient, String reply, int rows) throws IOException {
        SmtpReply got = send(recipient);
        assertThat(got.codes()).as(got.toString()).isEqualTo(reply);
        assertThat(rows(database)).isEqualTo(rows);
    }

    @Test
    void anXaDatabaseHasTheMessageOnce() throws IOException {
        assertThat(send("xa@own-once.example").codes()).isEqualTo("250 2.0.0");
        assertThat(send("xa@own-once.example").codes()).isEqualTo("250 2.0.0");
        assertThat(rows(OwnDatabase.XA)).isEqualTo(1);
    }

    /** The attempt that failed leaves no receipt behind, so the next one is not taken for a repetition. */
    @Test
    void aDatabaseThatCannotJoinFailsAgainAndAgain() throws IOException {
        assertThat(send("plain@own-once.example").codes()).isEqualTo("451 4.3.0");
        assertThat(send("plain@own-once.example").codes()).isEqualTo("451 4.3.0");
        assertThat(rows(OwnDatabase.PLAIN)).isZero();
    }

    private SmtpReply send(String recipient) throws IOException {
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            client.ehlo();
            return client.send(
                    "ana@ejemplo.net",
                    List.of(recipient),
                    "Message-ID: <" + subject.replace(' ', '.') + "@ejemplo.net>\nSubject: " + subject + "\n\nHola.\n");
        }
    }

    private int rows(OwnDatabase database) throws IOException {
        return Integer.parseInt(Http.getOk(
                "/own/rows?database=" + database + "&subject=" + URLEncoder.encode(subject, StandardCharsets.UTF_8)));
    }
}
