package org.valija.sending;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.Queue;
import org.valija.client.RestSettings;
import org.valija.client.Sandbox;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** What an administrator lays down about outbound mail holds at once, as a peer sees it. */
@OnServer
class ShapingIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String subject = "shaping " + UUID.randomUUID();
    /** Each test has a domain of its own, and so a lane of its own. */
    private final String domain = "d" + UUID.randomUUID() + ".example";

    private final RestSettings settings = new RestSettings();

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("sending.war").addClasses(OptionsServlet.class, RouteServlet.class);
    }

    @AfterEach
    void restore() throws IOException {
        settings.close();
        Http.postOk("/sending/sandbox");
        for (Queue.Waiting mail : waiting()) {
            Http.delete("/valija/api/queue/" + mail.key(), TestServer.ADMIN);
        }
    }

    private ScriptedPeer peer() throws IOException {
        ScriptedPeer peer = new ScriptedPeer();
        Http.postOk("/sending/routes?domain=" + domain + "&port=" + peer.port());
        return peer;
    }

    @Test
    void eachStreamLeavesFromItsAddressUnderItsName() throws Exception {
        try (ScriptedPeer peer = peer()) {
            settings.add(
                    "streams/sources",
                    "{\"stream\": \"bulk\", \"address\": \"127.0.0.2\", \"hostname\": \"bulk.ejemplo.com\"}");
            settings.add(
                    "streams/sources",
                    "{\"stream\": \"transactional\", \"address\": \"127.0.0.3\","
                            + " \"hostname\": \"mail.ejemplo.com\", \"weight\": 2, \"dailyLimit\": 2}");
            send(1, "bulk", "libro");
            send(3, "transactional", "libro");

            Await.until(
                    "three of them",
                    LIMIT,
                    () -> peer.taken().size() == 3 && waiting().size() == 1);
            assertThat(Stream.of("127.0.0.2 bulk.ejemplo.com", "127.0.0.3 mail.ejemplo.com"))
                    .containsExactlyInAnyOrderElementsOf(
                            peer.clients().stream().distinct().toList());
            assertThat(waiting()).singleElement().satisfies(mail -> {
                assertThat(mail.lastError()).contains("today", "127.0.0.3");
                assertThat(mail.attempts()).isZero();
            });
        }
    }

    @Test
    void aRateSpreadsMailWithoutAttemptsAndHoldsUpNoOtherStream() throws Exception {
        try (ScriptedPeer peer = peer()) {
            settings.add("shaping", "{\"domain\": \"" + domain + "\", \"stream\": \"bulk\", \"rate\": \"30/minute\"}");
            send(6, "bulk", "libro");
            Await.until("those that wait", LIMIT, () -> !waiting().isEmpty());
            assertThat(waiting()).allSatisfy(mail -> {
                assertThat(mail.lastError()).contains("It waits for its turn: no more than 30/minute");
                assertThat(mail.attempts()).isZero();
            });
            send(5, "transactional", "cartas");

            Await.until("all of them", LIMIT, () -> peer.taken().size() == 11);
            List<String> senders = peer.taken().stream()
                    .map(taken -> taken.sender().substring(0, 5))
                    .toList();
            assertThat(senders.subList(0, 8))
                    .as(senders.toString())
                    .filteredOn("carta"::equals)
                    .hasSize(5);
        }
    }

    @Test
    void aReplyThatSaysSlowDownLeavesHalfTheConnections() throws Exception {
        try (ScriptedPeer peer = peer()) {
            settings.add(
                    "shaping",
                    "{\"domain\": \"" + domain + "\", \"connections\": 8, \"firstPause\": \"1s\","
                            + " \"replies\": [\"slow-down: 450 4.7.1\", \"bounce: 450 4.2.9\"]}");
            peer.answer("ana@" + domain, "450 4.7.1 gently", "250 2.1.5 Ok");
            send(1, "transactional", "libro");
            Await.until("the complaint", LIMIT, () -> waiting().size() == 1);

            JsonObject lane = lane();
            assertThat(lane.getJsonNumber("factor").doubleValue()).isBetween(0.5, 0.6);
            assertThat(lane.getInt("limit")).isLessThanOrEqualTo(4);
            assertThat(lane.getString("scope")).isEqualTo("for " + domain);

            peer.answer("luis@" + domain, "450 4.2.9 never, in truth");
            String sender = "b" + UUID.randomUUID() + "@ejemplo.com";
            Http.postOk("/sending/options?from=" + sender + "&to=luis@" + domain + "&subject=" + encoded());
            Sandbox.Mail report = Sandbox.await(mail -> mail.recipients().contains(sender), "the bounce");
            assertThat(Sandbox.source(report)).contains("Action: failed", "Status: 5.2.9", "450 4.2.9 never, in truth");
        }
    }

    private JsonObject lane() throws IOException {
        return explanation().getJsonArray("lanes").stream()
                .map(JsonObject.class::cast)
                .filter(lane -> lane.getString("scope").contains(domain))
                .findFirst()
                .orElseThrow();
    }

    private JsonObject explanation() throws IOException {
        return RestSettings.get("shaping/explain?domain=" + domain);
    }

    @Test
    void aChangeHoldsForALaneThatThereIs() throws Exception {
        try (ScriptedPeer peer = peer()) {
            send(3, "transactional", "libro");
            Await.until("all of them", LIMIT, () -> peer.taken().size() == 3);
            assertThat(connections(peer)).isLessThan(3);

            settings.add("shaping", "{\"domain\": \"" + domain + "\", \"messages\": 1}");
            assertThat(explanation().getJsonArray("limits").toString())
                    .contains("{\"by\":\"rule 1 (mail to " + domain + ")\",\"limit\":\"messages\",\"value\":\"1\"}");
            int before = connections(peer);
            send(3, "transactional", "libro");
            Await.until("all of them", LIMIT, () -> peer.taken().size() == 6);
            assertThat(connections(peer) - before).isGreaterThanOrEqualTo(2);

            settings.add("shaping", "{\"stream\": \"transactional\", \"rate\": \"1/day\"}");
            send(2, "transactional", "libro");
            Await.until("one that waits", LIMIT, () -> waiting().size() == 1);
            assertThat(peer.taken()).hasSize(7);
        }
    }

    private static int connections(ScriptedPeer peer) {
        return peer.clients().size();
    }

    @Test
    void whatASenderSendsTooMuchWaitsAndTheOthersDoNot() throws Exception {
        try (ScriptedPeer peer = peer()) {
            settings.add("limits", "{\"sender\": \"libro@ejemplo.com\", \"rate\": \"2/day\"}");
            send(5, "transactional", "libro");
            send(5, "transactional", "cartas");

            Await.until(
                    "all but three",
                    LIMIT,
                    () -> peer.taken().size() == 7 && waiting().size() == 3);
            assertThat(peer.taken().stream().collect(Collectors.groupingBy(ScriptedPeer.Taken::sender)))
                    .hasEntrySatisfying(
                            "libro@ejemplo.com", taken -> assertThat(taken).hasSize(2))
                    .hasEntrySatisfying(
                            "cartas@ejemplo.com", taken -> assertThat(taken).hasSize(5));
            assertThat(waiting()).allSatisfy(mail -> {
                assertThat(mail.lastError()).contains("no more than 2/day from libro@ejemplo.com");
                assertThat(mail.attempts()).isZero();
            });
        }
    }

    private List<Queue.Waiting> waiting() throws IOException {
        return Queue.waiting().stream()
                .filter(mail -> mail.subject().equals(subject))
                .toList();
    }

    private String encoded() {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8);
    }

    private void send(int count, String stream, String sender) throws IOException {
        for (int i = 0; i < count; i++) {
            Http.postOk("/sending/options?expire=600&stream=" + stream + "&from=" + sender + "@ejemplo.com&to=ana@"
                    + domain + "&subject=" + encoded());
        }
    }
}
