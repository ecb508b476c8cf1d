package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.ListenerKind;
import org.valija.spi.ListenerSettings;
import org.valija.spi.ListenerStatus;
import org.valija.spi.ListenerStatus.State;

/** Listeners: opened, moved, changed, closed; and why not. */
class SmtpListenersTest {

    @TempDir
    Path folder;

    private SmtpServer server;

    @BeforeEach
    void start() throws Exception {
        server = new SmtpServer(
                SmtpServerSettings.builder("mail.example", folder).threads(1).build(), new RecordingHandler());
    }

    @AfterEach
    void stop() {
        System.clearProperty("valija.port.offset");
        server.close();
    }

    private static ListenerSettings relay(int port) {
        return relay("127.0.0.1", port, true, 1000);
    }

    private static ListenerSettings relay(String address, int port, boolean enabled, long maxSize) {
        return new ListenerSettings("relay", ListenerKind.RELAY, address, port, enabled, maxSize, 100);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isOpen(int port) throws Exception {
        try (TestClient client = new TestClient(port)) {
            return client.reply().startsWith("220 ");
        } catch (SocketException e) {
            // Refused; or reset, if the event loop was about to let go of the closed port.
            return false;
        }
    }

    @Test
    void opensClosesAndForgets() throws Exception {
        ListenerStatus open = server.apply(relay(0));
        assertThat(open.state()).isEqualTo(State.OPEN);
        assertThat(isOpen(open.port())).isTrue();
        assertThat(server.apply(relay(0)).port()).as("the same once more").isEqualTo(open.port());
        assertThat(server.apply(relay("127.0.0.1", 0, false, 1000)).state()).isEqualTo(State.CLOSED);
        assertThat(isOpen(open.port())).isFalse();
        assertThat(server.listeners()).hasSize(1);
        server.remove("relay");
        server.remove("relay");
        assertThat(server.listeners()).isEmpty();
    }

    @Test
    void movesWithoutDroppingASession() throws Exception {
        int first = server.apply(relay(0)).port();
        int second = freePort();
        try (TestClient client = TestClient.greeted(first)) {
            assertThat(client.say("EHLO x")).contains("SIZE 1000\n");
            ListenerStatus moved = server.apply(relay("127.0.0.1", second, true, 2000));
            assertThat(moved).isEqualTo(new ListenerStatus("relay", State.OPEN, second, 1, moved.problem()));
            assertThat(isOpen(first)).isFalse();
            assertThat(client.say("EHLO x"))
                    .as("an old session keeps its limits")
                    .contains("SIZE 1000\n");
            try (TestClient late = TestClient.greeted(second)) {
                assertThat(late.say("EHLO x")).contains("SIZE 2000\n");
            }
            server.remove("relay");
            assertThat(client.say("NOOP")).startsWith("250 ");
        }
    }

    @Test
    void saysThatAPortIsInUseAndOpensItOnceItIsFree() throws Exception {
        int port;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = other.getLocalPort();
            ListenerStatus status = server.apply(relay(port));
            assertThat(status.state()).isEqualTo(State.FAILED);
            assertThat(status.port()).isEqualTo(port);
            assertThat(status.problem().orElseThrow())
                    .startsWith("Port " + port + " on 127.0.0.1 is in use by another program: ");
            assertThat(server.listeners()).containsExactly(status);
        }
        assertThat(server.apply(relay(port)).state()).isEqualTo(State.OPEN);
    }

    @Test
    void staysWhereItWasWhenItCannotMove() throws Exception {
        int first = server.apply(relay(0)).port();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ListenerStatus status = server.apply(relay(other.getLocalPort()));
            assertThat(status.state()).isEqualTo(State.FAILED);
            assertThat(status.problem().orElseThrow()).endsWith("Until then port " + first + " stays open.");
            assertThat(isOpen(first)).isTrue();
        }
    }

    @Test
    void addsTheOffset() throws Exception {
        int port = freePort();
        System.setProperty("valija.port.offset", "-1");
        assertThat(server.apply(relay(port + 1)).port()).isEqualTo(port);
        assertThat(isOpen(port)).isTrue();
        System.setProperty("valija.port.offset", "60000");
        assertThat(server.apply(relay(10000)).problem().orElseThrow()).startsWith("Port 70000 does not exist");
        assertThat(server.apply(relay(0)).state()).as("0 stays 0").isEqualTo(State.OPEN);
    }

    @Test
    void saysThatAnAddressIsNotLocal() {
        // RFC 5737: nobody has this address.
        assertThat(server.apply(relay("192.0.2.1", 2525, true, 1000)).problem().orElseThrow())
                .startsWith("The address 192.0.2.1 is not one of this machine's");
    }

    @Test
    void saysWhatAPrivilegeIsMissing() {
        assertThat(BindProblem.describe("0.0.0.0", 25, new SocketException("Permission denied")))
                .startsWith("Port 25 needs a privilege")
                .contains("CAP_NET_BIND_SERVICE");
        assertThat(BindProblem.describe("0.0.0.0", 2525, new SocketException("Permission denied")))
                .isEqualTo("Port 2525 on 0.0.0.0 can't be opened: Permission denied");
    }

    @Test
    void needsKeysForSubmission() {
        for (ListenerKind kind : List.of(ListenerKind.SUBMISSION, ListenerKind.SUBMISSIONS)) {
            ListenerStatus status = server.apply(new ListenerSettings("users", kind, "127.0.0.1", 0, true, 1000, 100));
            assertThat(status.state()).isEqualTo(State.FAILED);
            assertThat(status.problem().orElseThrow()).contains("valija.tls.keystore", "valija.tls.keystore.password");
        }
    }

    @Test
    void opensNothingOnceClosed() {
        server.close();
        assertThat(server.apply(relay(0)).state()).isEqualTo(State.FAILED);
    }
}
