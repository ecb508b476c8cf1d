package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.ListenerKind;
import org.valija.spi.ListenerOptions;
import org.valija.spi.ListenerOptions.LineBreaks;

/** A balancer in front of the server, over real sockets. */
class ProxyProtocolTest {

    private static final String HEADER = "PROXY TCP4 192.0.2.7 203.0.113.1 40000 25\r\n";

    @TempDir
    static Path folder;

    private static TestKeys keys;
    private static RunningServer running;
    private static int balanced;
    private static int balancedTls;

    @BeforeAll
    static void start() throws Exception {
        keys = TestKeys.make(folder);
        running = new RunningServer(RunningServer.settings(folder, keys.keys()));
        ListenerOptions loopback =
                new ListenerOptions(Set.of(), LineBreaks.STRICT, List.of("10.0.0.0/8", "127.0.0.1"), List.of(), false);
        balanced = running.open("balanced", ListenerKind.RELAY, loopback);
        balancedTls = running.open("balanced-tls", ListenerKind.SUBMISSIONS, loopback);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void reset() {
        running.reset();
    }

    @Test
    void theHeadersAddressIsTheClientsEverywhere() throws IOException {
        try (TestClient client = new TestClient(balanced)) {
            client.send(HEADER);
            assertThat(client.reply()).startsWith("220 ");
            client.beginData();
            client.send("Subject: hola\r\n\r\nhola\r\n.\r\n");
            assertThat(client.reply()).startsWith("250 ");
        }
        assertThat(running.handler.connected)
                .singleElement()
                .extracting(c -> c.address().toString())
                .isEqualTo("/192.0.2.7:40000");
        assertThat(running.handler.contents.get(0)).contains("from client.example ([192.0.2.7])");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 41, 42})
    void aHeaderInPiecesIsAHeader(int cut) throws IOException, InterruptedException {
        byte[] header = HEADER.getBytes(StandardCharsets.US_ASCII);
        try (TestClient client = new TestClient(balanced)) {
            for (int i = 0; i < header.length; i += cut) {
                client.send(java.util.Arrays.copyOfRange(header, i, Math.min(header.length, i + cut)));
                Thread.sleep(1);
            }
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.say("QUIT")).startsWith("221 ");
        }
    }

    @Test
    void theHeaderComesBeforeTls() throws IOException {
        try (TestClient client = new TestClient(balancedTls)) {
            client.send(HEADER);
            client.handshake(keys.client());
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.say("EHLO client.example")).contains("AUTH");
        }
        assertThat(running.handler.connected.get(0).address().getHostString()).isEqualTo("192.0.2.7");
    }

    @Test
    void theHandshakeMayComeInOnePieceWithTheHeader() throws IOException {
        SSLEngine engine = keys.client().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer both = ByteBuffer.allocate(64 * 1024);
        both.put(HEADER.getBytes(StandardCharsets.US_ASCII));
        engine.wrap(ByteBuffer.allocate(0), both);
        byte[] octets = new byte[both.flip().remaining()];
        both.get(octets);
        try (TestClient client = new TestClient(balancedTls)) {
            client.send(octets);
            // RFC 8446 section 5.1: the server's hello is a record of type 22, not an alert (21), and no greeting.
            assertThat(client.piece()).startsWith("\u0016");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client.example, who does not wait for a greeting\r\n",
                "PROXY TCP4 192.0.2.7\r\n",
                "PROXY UDP4 192.0.2.7 203.0.113.1 40000 25\r\n"
            })
    void withoutAHeaderThereIsNoSession(String text) throws IOException, InterruptedException {
        try (TestClient client = new TestClient(balanced)) {
            client.send(text);
            assertThat(client.untilTheEnd()).doesNotContain("220");
        }
        assertThat(running.handler.connected).isEmpty();
        RunningServer.await("the session is counted out", () -> running.sessions() == 0);
    }

    @Test
    void aBalancerHasTheTimeThatIsSet() throws Exception {
        Path own = Files.createDirectory(folder.resolve("impatient"));
        ListenerOptions loopback =
                new ListenerOptions(Set.of(), LineBreaks.STRICT, List.of("127.0.0.1"), List.of(), false);
        try (RunningServer impatient = new RunningServer(RunningServer.settings(own, keys.keys())
                .timeouts(timeouts -> timeouts.proxyHeader(Duration.ofMillis(300))))) {
            try (TestClient client = new TestClient(impatient.open("slow", ListenerKind.RELAY, loopback))) {
                long start = System.nanoTime();
                client.send("PROXY TCP4 ");
                assertThat(client.untilTheEnd()).isEmpty();
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isBetween(Duration.ofMillis(250), Duration.ofSeconds(5));
            }
            assertThat(impatient.handler.connected).isEmpty();
        }
    }

    @Test
    void aHealthCheckIsTheBalancerItself() throws IOException {
        try (TestClient client = new TestClient(balanced)) {
            client.send("PROXY UNKNOWN\r\n");
            assertThat(client.reply()).startsWith("220 ");
        }
        assertThat(running.handler.connected.get(0).address().getHostString()).isEqualTo("127.0.0.1");
    }

    @Test
    void fromOthersItIsNoCommand() throws IOException {
        ListenerOptions elsewhere =
                new ListenerOptions(Set.of(), LineBreaks.STRICT, List.of("10.0.0.0/8"), List.of(), false);
        try (TestClient client = TestClient.greeted(running.open("elsewhere", ListenerKind.RELAY, elsewhere))) {
            assertThat(client.say(HEADER.strip())).startsWith("500 5.5.2");
        }
        assertThat(running.handler.connected.get(0).address().getHostString()).isEqualTo("127.0.0.1");
    }

    @Test
    void aChangeHoldsForNewSessions() throws IOException {
        int port = running.open("changing", ListenerKind.RELAY, ListenerOptions.DEFAULT);
        try (TestClient before = TestClient.greeted(port)) {
            running.open(
                    "changing",
                    ListenerKind.RELAY,
                    new ListenerOptions(Set.of(), LineBreaks.STRICT, List.of("127.0.0.1"), List.of(), false));
            assertThat(before.say("NOOP")).startsWith("250");
            try (TestClient after = new TestClient(port)) {
                after.send(HEADER);
                assertThat(after.reply()).startsWith("220 ");
            }
        }
    }

    @Test
    void whoMayUseXclientIsTheClientBehindTheBalancer() throws IOException {
        ListenerOptions both =
                new ListenerOptions(Set.of(), LineBreaks.STRICT, List.of("127.0.0.1"), List.of("192.0.2.0/24"), false);
        int port = running.open("both", ListenerKind.RELAY, both);
        try (TestClient listed = new TestClient(port);
                TestClient other = new TestClient(port)) {
            listed.send(HEADER);
            listed.reply();
            assertThat(listed.say("EHLO filter.example")).contains("XCLIENT NAME ADDR");
            assertThat(listed.say("XCLIENT ADDR=203.0.113.9 PORT=1234")).startsWith("220 ");
            assertThat(running.handler.connected)
                    .last()
                    .extracting(client -> client.address().toString())
                    .isEqualTo("/203.0.113.9:1234");

            other.send("PROXY UNKNOWN\r\n");
            other.reply();
            assertThat(other.say("EHLO balancer.example")).doesNotContain("XCLIENT");
            assertThat(other.say("XCLIENT ADDR=203.0.113.9")).startsWith("550 5.7.0");
        }
    }
}
