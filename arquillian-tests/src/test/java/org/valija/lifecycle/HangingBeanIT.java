package org.valija.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.valija.client.Http;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.promise.bean.Ending;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** A bean that does not return: what that costs its own clients, and what it costs the others. */
@OnServer
class HangingBeanIT {

    private static final String APPLICATION = "hanging";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final String run = "hanging " + UUID.randomUUID();

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war(APPLICATION + ".war").addPackage(Ending.class.getPackage());
    }

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void othersAreServedItsOwnClientsArePutOffAndNothingIsLeft() throws Exception {
        int places = WaitingDeliveries.places();
        try (WaitingDeliveries deliveries = new WaitingDeliveries(APPLICATION)) {
            Instant begin = Instant.now();
            List<Future<SmtpReply>> hanging = deliveries.send(run + " hanging", places - 1);
            deliveries.await(places - 1);

            // One place is left: other beans and other listeners are served as ever.
            for (int i = 0; i < 20; i++) {
                assertServed(run + " bean");
            }
            assertSubmitted(run + " relay");

            // All places are taken: whoever comes now is put off, within bounded time.
            List<Future<SmtpReply>> last = deliveries.send(run + " last", 1);
            deliveries.await(places);
            assertPutOff(run + " surplus");
            assertThat(deliveries.waiting()).isEqualTo(places);

            // The client's time is up before the bean returns, and that of the transaction before that.
            for (Future<SmtpReply> reply : hanging) {
                assertThat(reply.get(60, TimeUnit.SECONDS).codes()).isEqualTo("451 4.3.0");
            }
            Duration waited = Duration.between(begin, Instant.now());
            assertThat(waited).isGreaterThan(seconds("valija.delivery.timeout"));
            assertThat(waited).isLessThan(seconds("valija.timeout.delivery").plus(SOON));
            assertThat(deliveries.waiting()).as("deliveries that still hang").isEqualTo(places);

            deliveries.open();
            assertThat(last.get(0).get(60, TimeUnit.SECONDS).codes()).isEqualTo("451 4.3.0");
        }
        WaitingDeliveries.assertAllPlacesAreThere(APPLICATION);
        assertServed(run + " after");

        assertThat(rows("hanging")).as("what was answered with 451").isZero();
        assertThat(rows("last")).as("what was answered with 451").isZero();
        assertThat(rows("surplus")).as("what was answered with 451").isZero();
        assertThat(rows("bean")).isEqualTo(20);
        assertThat(rows("after")).isEqualTo(1);
    }

    private static void assertServed(String subject) throws IOException {
        Instant begin = Instant.now();
        SmtpReply reply = WaitingDeliveries.sendOne(subject, "returns@transacted.example");
        assertThat(reply.codes()).as(reply.toString()).isEqualTo("250 2.0.0");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(SOON);
    }

    private static void assertSubmitted(String subject) throws IOException {
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            SmtpReply reply = client.send(
                    TestServer.ROBOT.user(),
                    List.of("luis@elsewhere.example"),
                    "From: robot@laboratorio.local\nSubject: " + subject + "\n\nHola.\n");
            assertThat(reply.codes()).as(reply.toString()).isEqualTo("250 2.0.0");
        }
    }

    private static void assertPutOff(String subject) throws IOException {
        Instant begin = Instant.now();
        SmtpReply reply = WaitingDeliveries.sendOne(subject, "returns@transacted.example");
        assertThat(reply.codes()).as(reply.toString()).isEqualTo("451 4.3.2");
        assertThat(Duration.between(begin, Instant.now()))
                .isLessThan(seconds("valija.delivery.wait").plus(SOON));
    }

    private static Duration seconds(String setting) {
        return Duration.ofSeconds(Long.parseLong(TestServer.setting(setting)));
    }

    private int rows(String which) throws IOException {
        return Integer.parseInt(
                Http.getOk("/hanging/rows?subject=" + URLEncoder.encode(run + " " + which, StandardCharsets.UTF_8)));
    }
}
