package org.valija.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.Queue;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** What an administrator orders about mail that waits, and about mail that is to come, by REST. */
@OnServer
class QueueControlIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final String key = "control-" + UUID.randomUUID();
    private ScriptedPeer peer;

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("sending.war")
                .addClasses(OptionsServlet.class, RouteServlet.class, OtherNodeServlet.class);
    }

    @BeforeEach
    void start() throws IOException {
        peer = new ScriptedPeer();
        Http.postOk("/sending/routes?domain=peer.example&port=" + peer.port() + "&domain=sender.example&port="
                + peer.port() + "&domain=dead.example&port=" + closedPort());
    }

    @AfterEach
    void stop() throws IOException {
        Queue.liftAllOrders();
        Queue.act("cancel", "{\"businessKey\": \"" + key + "\"}");
        peer.close();
        Http.postOk("/sending/sandbox");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private String send(String to) throws IOException {
        return Http.postOk(
                "/sending/options?expire=600&from=libro@sender.example&subject=Hola&key=" + key + "&to=" + to);
    }

    private List<Queue.Waiting> waiting() throws IOException {
        return Queue.waiting().stream()
                .filter(mail -> mail.businessKey().equals(key))
                .toList();
    }

    private String await(String id, String state) throws Exception {
        return Await.present(id + " " + state, LIMIT, () -> waiting().stream()
                        .filter(mail -> mail.id().equals(id) && mail.state().equals(state) && mail.attempts() > 0)
                        .findAny())
                .key();
    }

    private static String byId(String id) {
        return "{\"id\": \"" + id + "\"}";
    }

    @Test
    void whatIsHeldStaysUntilItIsReleased() throws Exception {
        peer.answer("ana@peer.example", "451 4.2.0 Later", "250 2.1.5 Ok");
        String id = send("ana@peer.example");
        await(id, "WAITING");
        Await.until("that it is held", LIMIT, () -> Queue.act("hold", byId(id)) == 1);
        assertThat(Queue.act("retry", byId(id))).isZero();
        assertThat(await(id, "HELD")).isNotEmpty();
        assertThat(peer.taken()).isEmpty();

        assertThat(Queue.act("release", byId(id))).isEqualTo(1);
        Await.until("its delivery", LIMIT, () -> peer.taken().size() == 1);
    }

    @Test
    void whatIsBouncedIsReturnedToItsSender() throws Exception {
        peer.answer("ana@peer.example", "451 4.2.0 Later");
        String id = send("ana@peer.example");
        await(id, "WAITING");
        Queue.act("bounce", "{\"id\": \"" + id + "\", \"reason\": \"The list is closed\"}");

        Await.until("a report", LIMIT, () -> peer.taken().size() == 1);
        ScriptedPeer.Taken report = peer.taken().get(0);
        assertThat(report.sender()).isEmpty();
        assertThat(report.recipients()).containsExactly("libro@sender.example");
        assertThat(report.source()).contains("Action: failed", "Status: 5.7.1", "The list is closed");
        assertThat(waiting()).isEmpty();
    }

    @Test
    void whatIsReroutedIsDeliveredElsewhere() throws Exception {
        String id = send("ana@dead.example");
        await(id, "WAITING");
        Queue.act("reroute", "{\"destination\": \"dead.example\", \"nextHop\": \"127.0.0.1:" + peer.port() + "\"}");

        Await.until("its delivery", LIMIT, () -> peer.taken().size() == 1);
        assertThat(peer.taken().get(0).recipients()).containsExactly("ana@dead.example");
    }

    @Test
    void whenAllIsStoppedNothingLeavesAndNothingIsLost() throws Exception {
        int before = 20;
        int during = 40;
        for (int i = 0; i < before; i++) {
            send("ana@peer.example");
        }
        long stop = Queue.order("{\"kind\": \"pause\", \"all\": true, \"reason\": \"Stop the presses\"}");
        for (int i = 0; i < during; i++) {
            send("ana@peer.example");
        }
        Await.until(
                "all that waits",
                LIMIT,
                () -> waiting().stream()
                                .filter(mail -> mail.state().equals("PAUSED"))
                                .count()
                        >= during);
        int left = peer.taken().size();
        assertThat(left).isLessThanOrEqualTo(before);
        assertThat(Queue.act("retry", "{\"businessKey\": \"" + key + "\"}")).isZero();
        assertThat(peer.taken()).hasSize(left);

        assertThat(Http.delete("/valija/api/queue/orders/" + stop, TestServer.ADMIN)
                        .statusCode())
                .isEqualTo(204);
        Await.until("all of them", LIMIT, () -> peer.taken().size() >= before + during);
        Await.until("an empty queue", LIMIT, () -> waiting().isEmpty());
        assertThat(peer.taken()).hasSize(before + during);
    }

    @Test
    void whatAnotherNodeOrdersIsHeard() throws Exception {
        Queue.order("{\"kind\": \"pause\", \"sender\": \"sender.example\", \"reason\": \"One moment\"}");
        send("ana@peer.example");
        Await.until("that it is paused", LIMIT, () -> waiting().stream()
                .anyMatch(mail -> mail.state().equals("PAUSED")));
        Http.postOk("/sending/other-node");

        Await.until("its delivery", LIMIT, () -> peer.taken().size() == 1);
        assertThat(Http.get("/valija/api/queue/orders", TestServer.ADMIN).body())
                .isEqualTo("[]");
    }

    @Test
    void aStandingBounceIsForWhatWaitsAndForWhatComes() throws Exception {
        String waiting = send("ana@dead.example");
        await(waiting, "WAITING");
        Queue.order("{\"kind\": \"bounce\", \"destination\": \"dead.example\", \"reason\": \"It has moved\","
                + " \"minutes\": 60}");
        send("ana@dead.example");

        Await.until("both reports", LIMIT, () -> peer.taken().size() == 2);
        assertThat(peer.taken())
                .allSatisfy(report -> assertThat(report.source()).contains("It has moved"));
    }

    @Test
    void whatBecameOfAMessageIsToldWhenItHasEnded() throws Exception {
        peer.answer("ana@peer.example", "451 4.2.0 Later", "250 2.1.5 Ok");
        peer.answer("eva@peer.example", "550 5.1.1 No such user");
        String delivered = send("ana@peer.example");
        String bounced = send("eva@peer.example");

        Await.until("its end", LIMIT, () -> Http.postOk("/sending/ended?id=" + delivered)
                .equals("ana@peer.example DELIVERED after 2: 250 2.0.0 Ok"));
        Await.until("the other's end", LIMIT, () -> Http.postOk("/sending/ended?id=" + bounced)
                .equals("eva@peer.example BOUNCED after 1: 550 5.1.1 No such user"));
        HttpResponse<String> trace = Http.get("/valija/api/trace?businessKey=" + key, TestServer.ADMIN);
        assertThat(trace.statusCode()).as(trace.body()).isEqualTo(200);
        assertThat(trace.body()).contains("DEFERRED", "451 4.2.0 Later", delivered, bounced);
        assertThat(Http.get("/valija/api/trace?recipient=eva%40peer.example&id=" + delivered, TestServer.ADMIN)
                        .body())
                .isEqualTo("[]");
        HttpResponse<String> wrong = Http.get("/valija/api/trace?sender=eva", TestServer.ADMIN);
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("\"field\":\"sender\"");
    }

    @Test
    void destinationsAreCountedAndSaidToBePaused() throws Exception {
        await(send("ana@dead.example"), "WAITING");
        Queue.order("{\"kind\": \"pause\", \"destination\": \"dead.example\", \"reason\": \"It is dead\"}");

        String destinations =
                Http.get("/valija/api/queue/destinations", TestServer.ADMIN).body();
        assertThat(destinations).containsPattern("\"destination\":\"dead.example\"[^}]*");
        assertThat(Optional.of(destinations)).get().asString().contains("\"pausedBy\":");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hold       | {}                                                              | all",
                "hold       | {\"all\": true, \"stream\": \"bulk\"}                           | all",
                "hold       | {\"stream\": \"novedades\"}                                     | stream",
                "cancel     | {\"destination\": \"a b\"}                                      | destination",
                "cancel     | {\"sender\": \"ana@\"}                                          | sender",
                "cancel     | {\"id\": \"../..\"}                                             | id",
                "cancel     | {\"who\": \"ana\"}                                              | who",
                "bounce     | {\"all\": true}                                                 | reason",
                "reroute    | {\"all\": true, \"nextHop\": \"nowhere\"}                       | nextHop",
                "reroute    | {\"all\": true, \"nextHop\": \"127.0.0.1:OURS\"}                | nextHop",
                "orders     | {\"kind\": \"pause\", \"reason\": \"x\"}                        | all",
                "orders     | {\"kind\": \"stop\", \"all\": true, \"reason\": \"x\"}          | kind",
                "orders     | {\"kind\": \"pause\", \"all\": true}                            | reason",
                "orders     | {\"kind\": \"pause\", \"stream\": \"no\", \"reason\": \"x\"}    | stream",
                "orders     | {\"kind\": \"pause\", \"all\": true, \"reason\": \"x\", \"until\": \"2020-01-01T00:00:00Z\"} | until",
            })
    void whatCantBeMeantIsRefusedWithItsField(String action, String json, String field) throws IOException {
        HttpResponse<String> response = Http.post(
                "/valija/api/queue/" + action,
                json.replace("OURS", Integer.toString(TestServer.relayPort())),
                TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("\"field\":\"" + field + "\"");
    }
}
