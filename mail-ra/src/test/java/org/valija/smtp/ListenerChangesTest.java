package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.valija.ListenerKind;
import org.valija.spi.ListenerSettings;
import org.valija.spi.ListenerStatus.State;

/**
 * Ports that close, open and move while clients come and are at work: no session is dropped, no message is lost or doubled,
 * nobody waits in vain, and a port can be used again at once.
 */
@Timeout(120)
class ListenerChangesTest {

    private static final int VISITORS = 6;
    private static final int CHANGES = 200;

    private static final Duration GREETING = Duration.ofSeconds(10);
    private static final Duration REPLY = Duration.ofSeconds(30);

    /** Refused, or reset by the kernel, which had accepted it for a port that was just closed. */
    private static final String NOT_SERVED = "not served";

    private static final String CLOSED = "closed behind the greeting";
    private static final String IN_DOUBT = "closed behind the end of the data";

    @TempDir
    private Path folder;

    private final RecordingHandler handler = new RecordingHandler();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger messages = new AtomicInteger();
    private SmtpServer server;
    private int[] ports;

    @BeforeEach
    void start() throws Exception {
        server = new SmtpServer(
                SmtpServerSettings.builder("mail.example", folder)
                        .threads(2)
                        .timeouts(timeouts -> timeouts.close(Duration.ofSeconds(10)))
                        .build(),
                handler);
        ports = new int[] {freePort(), freePort()};
    }

    @AfterEach
    void stop() {
        over.set(true);
        threads.shutdownNow();
        server.close();
    }

    @Test
    void aPortThatWasClosedOpensAgainAtOnce() throws Exception {
        assertThat(open("127.0.0.1", ports[0])).isEqualTo(State.OPEN);
        List<Future<List<Visit>>> visitors = visitors(ports[0]);
        for (int i = 0; i < CHANGES; i++) {
            assertThat(server.apply(listener("127.0.0.1", ports[0], false)).state())
                    .isEqualTo(State.CLOSED);
            assertThat(server.apply(listener("127.0.0.1", ports[0], true)))
                    .as("change " + i)
                    .satisfies(status -> assertThat(status.state())
                            .as(status.problem().orElse(""))
                            .isEqualTo(State.OPEN));
        }
        assertServedOrNot(end(visitors));
    }

    @Test
    void aPortMovesToAnotherAddressAndBackWhileClientsCome() throws Exception {
        assertThat(open("127.0.0.1", ports[0])).isEqualTo(State.OPEN);
        List<Future<List<Visit>>> visitors = visitors(ports[0]);
        for (int i = 0; i < CHANGES; i++) {
            String address = i % 2 == 0 ? "0.0.0.0" : "127.0.0.1";
            assertThat(server.apply(listener(address, ports[0], true)))
                    .as("change " + i)
                    .satisfies(status -> assertThat(status.state())
                            .as(status.problem().orElse(""))
                            .isEqualTo(State.OPEN));
        }
        assertServedOrNot(end(visitors));
    }

    @Test
    void aListenerMovesBetweenPortsWhileClientsCome() throws Exception {
        assertThat(open("127.0.0.1", ports[0])).isEqualTo(State.OPEN);
        List<Future<List<Visit>>> visitors = visitors(ports[0], ports[1]);
        for (int i = 0; i < CHANGES; i++) {
            assertThat(server.apply(listener("127.0.0.1", ports[(i + 1) % 2], true)))
                    .as("change " + i)
                    .satisfies(status -> assertThat(status.state())
                            .as(status.problem().orElse(""))
                            .isEqualTo(State.OPEN));
        }
        assertServedOrNot(end(visitors));
    }

    @Test
    void sessionsGoOnWhateverBecomesOfTheirPort() throws Exception {
        open("127.0.0.1", ports[0]);
        try (TestClient greeted = TestClient.greeted(ports[0]);
                TestClient inData = TestClient.greeted(ports[0])) {
            inData.beginData();
            inData.send("Subject: first half\r\n");

            server.apply(listener("127.0.0.1", ports[0], false));
            inData.send("X-Second: half\r\n");
            open("127.0.0.1", ports[0]);
            open("127.0.0.1", ports[1]);
            inData.send("X-Third: half\r\n");
            server.remove("relay");

            inData.send("\r\n.\r\n");
            assertThat(inData.reply()).startsWith("250 ");
            greeted.beginData();
            greeted.send("Subject: late\r\n\r\n.\r\n");
            assertThat(greeted.reply()).startsWith("250 ");
        }
        assertThat(handler.contents).hasSize(2);
        assertThat(handler.contents.get(0)).contains("first half", "X-Second", "X-Third");
    }

    @Test
    void aSessionKeepsTheKindOfListenerThatItBeganWith() throws Exception {
        server.apply(new ListenerSettings("relay", ListenerKind.LMTP, "127.0.0.1", ports[0], true, 100_000, 100));
        try (TestClient lmtp = new TestClient(ports[0])) {
            assertThat(lmtp.reply()).startsWith("220 ");
            open("127.0.0.1", ports[0]);
            assertThat(lmtp.say("LHLO x")).startsWith("250");
            lmtp.beginData();
            lmtp.send("Subject: old\r\n\r\n.\r\n");
            assertThat(lmtp.reply()).startsWith("250 ");
        }
        try (TestClient relay = TestClient.greeted(ports[0])) {
            relay.beginData();
            relay.send("Subject: new\r\n\r\n.\r\n");
            assertThat(relay.reply()).startsWith("250 ");
        }
        assertThat(handler.mails)
                .extracting(mail -> mail.client().listenerKind())
                .containsExactly(ListenerKind.LMTP, ListenerKind.RELAY);
    }

    @Test
    void aServerThatClosesSaysSoOrServesWhoIsThere() throws Exception {
        open("127.0.0.1", ports[0]);
        List<Future<List<Visit>>> visitors = visitors(ports[0]);
        RunningServer.await("some messages", () -> handler.contents.size() > 50);
        server.close();
        List<Visit> visits = end(visitors);
        assertThat(visits).allSatisfy(visit -> assertThat(visit.end())
                .matches("(250 2\\.0\\.0|421 ).*|" + NOT_SERVED + "|" + CLOSED + "|" + IN_DOUBT));
        assertDeliveredOnce(visits);
    }

    /** @param end the last reply, or how the connection ended before there was one */
    private record Visit(String id, String end) {}

    /** Clients that each bring message after message, every one in a new connection, to these ports in turn. */
    private List<Future<List<Visit>>> visitors(int... toPorts) {
        List<Future<List<Visit>>> visitors = new ArrayList<>();
        for (int i = 0; i < VISITORS; i++) {
            visitors.add(threads.submit(() -> {
                List<Visit> visits = new ArrayList<>();
                while (!over.get()) {
                    String id = "<" + messages.incrementAndGet() + ">";
                    visits.add(new Visit(id, visit(toPorts[visits.size() % toPorts.length], id)));
                }
                return visits;
            }));
        }
        return visitors;
    }

    private static String visit(int port, String id) throws IOException {
        String behind = NOT_SERVED;
        try (TestClient client = new TestClient(port)) {
            String reply = greeting(client);
            if (reply.startsWith("220 ")) {
                behind = CLOSED;
                for (String command : List.of("EHLO x", "MAIL FROM:<a@a.example>", "RCPT TO:<b@b.example>", "DATA")) {
                    reply = client.say(command);
                    if (reply.isEmpty() || reply.startsWith("421 ")) {
                        return reply.isEmpty() ? CLOSED : reply;
                    }
                }
                behind = IN_DOUBT;
                client.send("Subject: " + id + "\r\n\r\n.\r\n");
                reply = client.reply();
            }
            return reply.isEmpty() ? behind : reply;
        } catch (SocketException e) {
            return behind;
        } catch (SocketTimeoutException e) {
            return "no reply";
        }
    }

    /**
     * The kernel may lose a connection without a word if its port closes in the same instant (one of thousands here, with
     * any program): the client takes it for open until it speaks, and gets a reset then.
     */
    private static String greeting(TestClient client) throws IOException {
        client.waitAtMost(GREETING);
        try {
            return client.reply();
        } catch (SocketTimeoutException e) {
            return client.say("NOOP");
        } finally {
            client.waitAtMost(REPLY);
        }
    }

    private List<Visit> end(List<Future<List<Visit>>> visitors) throws Exception {
        over.set(true);
        List<Visit> all = new ArrayList<>();
        for (Future<List<Visit>> visitor : visitors) {
            all.addAll(visitor.get(60, TimeUnit.SECONDS));
        }
        return all;
    }

    /** A port that closes drops no session: whoever was greeted gets a 250. */
    private void assertServedOrNot(List<Visit> visits) throws InterruptedException {
        assertThat(visits).allSatisfy(visit -> assertThat(visit.end()).matches("250 2\\.0\\.0.*|" + NOT_SERVED));
        assertThat(visits).anySatisfy(visit -> assertThat(visit.end()).startsWith("250 "));
        assertDeliveredOnce(visits);
        RunningServer.await(
                "the end of all sessions", () -> server.listeners().get(0).sessions() == 0);
    }

    private void assertDeliveredOnce(List<Visit> visits) {
        List<String> expected = new ArrayList<>();
        List<String> possible = new ArrayList<>();
        for (Visit visit : visits) {
            if (visit.end().startsWith("250 ")) {
                expected.add(visit.id());
            } else if (visit.end().equals(IN_DOUBT)) {
                possible.add(visit.id());
            }
        }
        List<String> delivered = handler.contents.stream()
                .map(content -> content.replaceFirst("(?s).*Subject: (<\\d+>).*", "$1"))
                .toList();
        assertThat(delivered).doesNotHaveDuplicates().containsAll(expected);
        expected.addAll(possible);
        assertThat(expected).containsAll(delivered);
    }

    private State open(String address, int port) {
        return server.apply(listener(address, port, true)).state();
    }

    private static ListenerSettings listener(String address, int port, boolean enabled) {
        return new ListenerSettings("relay", ListenerKind.RELAY, address, port, enabled, 100_000, 100);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
