package org.valija.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.valija.client.Await;
import org.valija.fault.Sink.Event;
import org.valija.fault.Sink.Step;
import org.valija.server.MortalServer;
import org.valija.server.TestServer;

/**
 * The database is taken away from a server that sends, and given back: nothing that was committed is lost, what needs no database goes
 * on, and afterwards all does.
 */
class OutageIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private Sink sink;
    private int numbers;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(
                TestServer.product() == TestServer.Product.WILDFLY, "The database of Payara has no process of its own");
        sink = new Sink();
    }

    @AfterEach
    void close() throws IOException {
        if (sink != null) {
            sink.close();
        }
    }

    @Test
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void withoutTheDatabaseFreshMailGoesAndTheRestWaits() throws Exception {
        try (Database database = new Database(freePort(), folder)) {
            database.start();
            try (MortalServer server =
                    MortalServer.wildfly(Application.war(), Map.of("valija.test.database", database.url()))) {
                Application.route(server, sink);
                List<String> before = committed(server, Sink.PUT_OFF, 10);
                awaitSteps(before, Step.PUT_OFF);
                database.kill();

                List<String> fresh = committed(server, Sink.TAKEN, 30);
                List<String> later = committed(server, Sink.PUT_OFF, 10);
                List<String> refused = committed(server, Sink.REFUSED, 10);
                awaitSteps(fresh, Step.TAKEN);
                awaitSteps(later, Step.PUT_OFF);
                awaitSteps(refused, Step.REFUSED);
                awaitSteps(reports(refused), Step.REPORTED);

                database.start();
                awaitSteps(before, Step.TAKEN_LATER);
                awaitSteps(later, Step.TAKEN_LATER);
                awaitSteps(committed(server, Sink.PUT_OFF, 10), Step.TAKEN_LATER);
            }
        }
    }

    private List<String> committed(MortalServer server, String domain, int number) {
        List<String> recipients = IntStream.range(0, number)
                .mapToObj(i -> "m" + numbers++ + "@" + domain)
                .toList();
        assertThat(new Burst(server.http("/burst"), recipients, done -> {}).call())
                .isEqualTo(recipients);
        return recipients;
    }

    private static List<String> reports(List<String> refused) {
        return refused.stream().map(Sink::reportOf).toList();
    }

    private void awaitSteps(List<String> recipients, Step step) throws Exception {
        Await.until(step + " for " + recipients, LIMIT, () -> steps(step).containsAll(recipients));
    }

    private Set<String> steps(Step step) {
        return sink.events().stream()
                .filter(event -> event.step() == step)
                .map(Event::recipient)
                .collect(Collectors.toSet());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
