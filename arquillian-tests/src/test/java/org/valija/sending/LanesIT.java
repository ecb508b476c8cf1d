package org.valija.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.Queue;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** Promise 5 for what is sent: a slow or dead peer costs the others nothing. */
@OnServer
class LanesIT {

    /** Below the 60 seconds that a first attempt waits for a greeting. */
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final String subject = "lanes " + UUID.randomUUID();

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("sending.war").addClasses(OptionsServlet.class, RouteServlet.class);
    }

    @AfterEach
    void sandboxOn() throws IOException {
        Http.postOk("/sending/sandbox");
    }

    /** Takes connections, and says nothing. */
    private static final class TarPit implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> clients = new CopyOnWriteArrayList<>();

        TarPit() throws IOException {
            Thread accepting = new Thread(this::accept, "tar pit");
            accepting.setDaemon(true);
            accepting.start();
        }

        private void accept() {
            try {
                while (true) {
                    clients.add(server.accept());
                }
            } catch (IOException e) {
                // closed
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aTarPitHoldsUpNobody() throws Exception {
        try (TarPit pit = new TarPit();
                ScriptedPeer peer = new ScriptedPeer()) {
            Http.postOk("/sending/routes?domain=pit.example&port=" + pit.server.getLocalPort()
                    + "&domain=peer.example&port=" + peer.port());
            send(40, "ana@pit.example");
            send(20, "ana@peer.example");

            Await.until("all for the others", LIMIT, () -> peer.taken().size() == 20);
            assertThat(pit.clients).hasSizeBetween(1, 2);
        }
    }

    @Test
    void whatWaitedForADeadHostLeavesOverFewConnectionsWhenItIsBack() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Http.postOk("/sending/routes?domain=peer.example&port=" + port);
        send(30, "ana@peer.example");
        Await.until("all in the store", LIMIT, () -> waiting().size() == 30);
        // One attempt has told, or a few that were under way at the same time.
        assertThat(waiting()).filteredOn(mail -> mail.attempts() == 0).hasSizeGreaterThan(20);
        assertThat(waiting())
                .allSatisfy(mail -> assertThat(mail.lastError()).containsAnyOf("Connection refused", "As many"));
        assertThat(waiting()).anySatisfy(mail -> assertThat(mail.lastError()).contains("Connection refused"));

        try (ScriptedPeer peer = new ScriptedPeer(port)) {
            Await.until("all of them", LIMIT, () -> peer.taken().size() >= 30);
            Await.until("an empty queue", LIMIT, () -> waiting().isEmpty());
            assertThat(peer.taken()).hasSize(30);
            assertThat(peer.commands())
                    .filteredOn(command -> command.startsWith("EHLO"))
                    .hasSizeLessThan(15);
        }
    }

    private List<Queue.Waiting> waiting() throws IOException {
        return Queue.waiting().stream()
                .filter(mail -> mail.subject().equals(subject))
                .toList();
    }

    private void send(int count, String to) throws IOException {
        for (int i = 0; i < count; i++) {
            Http.postOk("/sending/options?expire=600&from=libro@ejemplo.com&to=" + to + "&subject="
                    + URLEncoder.encode(subject, StandardCharsets.UTF_8));
        }
    }
}
