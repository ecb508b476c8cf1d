package org.valija.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.server.TestServer;

/**
 * Deliveries to a bean that does not return until {@link #open}; each holds a place. Needs the beans of {@link
 * org.valija.promise.bean} in the application.
 */
final class WaitingDeliveries implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String application;
    private final ExecutorService clients = Executors.newCachedThreadPool();

    /** From now on the bean does not return. */
    WaitingDeliveries(String application) throws IOException {
        this.application = application;
        Http.postOk("/" + application + "/close");
    }

    /** How many deliveries may run at once. */
    static int places() {
        return Integer.parseInt(TestServer.setting("valija.deliveries"));
    }

    /** Sends so many messages side by side. */
    List<Future<SmtpReply>> send(String subject, int number) {
        List<Future<SmtpReply>> replies = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            replies.add(clients.submit(() -> sendOne(subject, "anybody@waiting.example")));
        }
        return replies;
    }

    /** Until so many are in the bean. */
    void await(int number) throws Exception {
        Await.until("deliveries in the bean: " + number, LIMIT, () -> waiting() == number);
    }

    int waiting() throws IOException {
        return Integer.parseInt(Http.getOk("/" + application + "/waiting"));
    }

    /** Lets the bean return. */
    void open() throws IOException {
        Http.postOk("/" + application + "/open");
    }

    @Override
    public void close() throws IOException {
        open();
        clients.shutdownNow();
    }

    /** As many deliveries as there are places run side by side: no place has been lost. */
    static void assertAllPlacesAreThere(String application) throws Exception {
        try (WaitingDeliveries deliveries = new WaitingDeliveries(application)) {
            List<Future<SmtpReply>> replies = deliveries.send("places", places());
            deliveries.await(places());
            deliveries.open();
            for (Future<SmtpReply> reply : replies) {
                assertThat(reply.get(30, TimeUnit.SECONDS).codes()).isEqualTo("250 2.0.0");
            }
        }
    }

    /** Sends one message by the relay port. */
    static SmtpReply sendOne(String subject, String recipient) throws IOException {
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            client.ehlo();
            return client.send("ana@ejemplo.net", List.of(recipient), "Subject: " + subject + "\n\nHola.\n");
        }
    }
}
