package org.valija.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.Queue;
import org.valija.fault.Nuisance.Way;
import org.valija.fault.Sink.Event;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/**
 * Promise 5 for what is sent: five hosts, each of which takes nothing in a way of its own, have more mail than there are workers, and
 * cost the sixth nothing. What each way comes to, at each stage of a session, HostilePeersTest of mail-ejb looks at.
 */
@OnServer
class HostilePeersIT {

    /** Below the 60 seconds that a first attempt waits for a reply. */
    private static final Duration LIMIT = Duration.ofSeconds(50);

    private static final int FOR_EACH = 15;
    private static final int FOR_THE_GOOD = 40;

    private final Map<Way, Nuisance> nuisances = new EnumMap<>(Way.class);
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    @Deployment(testable = false)
    static WebArchive application() {
        return Application.war();
    }

    @AfterEach
    void end() throws IOException {
        Http.postOk("/fault/sandbox");
        for (Nuisance nuisance : nuisances.values()) {
            nuisance.close();
        }
    }

    @Test
    void theyCostTheOthersNothing() throws Exception {
        StringBuilder routes = new StringBuilder();
        try (Sink sink = new Sink()) {
            for (Way way : Way.values()) {
                nuisances.put(way, new Nuisance(way));
                routes.append(
                        "domain=" + domain(way) + "&port=" + nuisances.get(way).port() + "&");
            }
            Http.postOk("/fault/routes?" + routes + "domain=" + Sink.TAKEN + "&port=" + sink.port());
            List<String> bad = new ArrayList<>();
            for (int i = 0; i < FOR_EACH; i++) {
                for (Way way : Way.values()) {
                    bad.add(recipient(i, domain(way)));
                }
            }
            assertThat(send(bad)).isEqualTo(bad);
            List<String> good = IntStream.range(0, FOR_THE_GOOD)
                    .mapToObj(i -> recipient(i, Sink.TAKEN))
                    .toList();
            assertThat(send(good)).isEqualTo(good);

            Await.until("all for the good one", LIMIT, () -> sink.events().stream()
                    .filter(event -> event.step().isDelivery())
                    .map(Event::recipient)
                    .toList()
                    .containsAll(good));
            Await.until(
                    "what the others have not got in the store",
                    LIMIT,
                    () -> waiting().size()
                            >= bad.size() - 2 * Way.values().length); // but for those that are being tried
            assertThat(waiting())
                    .allSatisfy(mail -> assertThat(mail.lastError()).isNotBlank());
        }
    }

    private static List<String> send(List<String> recipients) {
        return new Burst(TestServer.http("/fault/burst"), recipients, done -> {}).call();
    }

    private List<Queue.Waiting> waiting() throws IOException {
        return Queue.waiting().stream()
                .filter(mail -> mail.recipients().get(0).startsWith(run))
                .toList();
    }

    private String recipient(int number, String domain) {
        return run + "." + number + "@" + domain;
    }

    private static String domain(Way way) {
        return way.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".example";
    }
}
