package org.valija.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.Queue;
import org.valija.client.Routes;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** Where mail goes: by its sender and stream, to the next of several hosts, and with an access token. */
@OnServer
class RoutingIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final String subject = "routing " + UUID.randomUUID();
    private final List<AutoCloseable> open = new ArrayList<>();

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("sending.war").addClasses(OptionsServlet.class);
    }

    @BeforeEach
    void sandboxOff() throws IOException {
        Routes.add("{\"kind\": \"sandbox\"}");
        Routes.switchSandbox(false);
    }

    @AfterEach
    void sandboxOn() throws Exception {
        Routes.switchSandbox(true);
        Routes.removeAll();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private ScriptedPeer peer() throws IOException {
        ScriptedPeer peer = new ScriptedPeer();
        open.add(peer);
        return peer;
    }

    private static String to(String conditions, int... ports) {
        StringBuilder hosts = new StringBuilder();
        for (int port : ports) {
            hosts.append(hosts.length() == 0 ? "" : ", ")
                    .append("\"127.0.0.1:")
                    .append(port)
                    .append('"');
        }
        return "{" + conditions + ", \"kind\": \"smart_host\", \"hosts\": [" + hosts + "], \"tls\": \"none\"}";
    }

    private static int closedPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void senderAndStreamDecide() throws Exception {
        ScriptedPeer forBulk = peer();
        ScriptedPeer forSender = peer();
        ScriptedPeer forTheRest = peer();
        Routes.add(to("\"recipientDomain\": \"peer.example\"", forTheRest.port()));
        Routes.add(to("\"recipientDomain\": \"peer.example\", \"sender\": \"*.ventas.example\"", forSender.port()));
        Routes.add(to("\"recipientDomain\": \"peer.example\", \"stream\": \"bulk\"", forBulk.port()));

        send("from=ana@ejemplo.com");
        send("from=ana@ejemplo.com&stream=bulk");
        send("from=ana@norte.ventas.example");
        send("from=ana@ventas.example");

        Await.until(
                "all",
                LIMIT,
                () -> forTheRest.taken().size() == 2
                        && forBulk.taken().size() == 1
                        && forSender.taken().size() == 1);
        assertThat(forSender.taken().get(0).sender()).isEqualTo("ana@norte.ventas.example");
    }

    /** Both wait for the same domain; only one of the routes is dead. */
    @Test
    void aDeadHostForSomeDoesNotHoldUpTheOthersOfTheirDomain() throws Exception {
        ScriptedPeer alive = peer();
        alive.answer("luis@peer.example", "451 4.7.1 Greylisted", "250 2.1.5 Ok");
        Routes.add(to("\"recipientDomain\": \"peer.example\"", alive.port()));
        Routes.add(to("\"recipientDomain\": \"peer.example\", \"stream\": \"bulk\"", closedPort()));

        for (int i = 0; i < 10; i++) {
            send("from=ana@ejemplo.com&stream=bulk&expire=600&to=eva@peer.example");
        }
        Await.until("those that wait", LIMIT, () -> waiting() == 10);
        send("from=ana@ejemplo.com&expire=600&to=luis@peer.example");

        Await.until("the one that can go", LIMIT, () -> alive.taken().size() == 1);
        Await.until("its end", LIMIT, () -> waiting() == 10);
    }

    @Test
    void theNextHostTakesOver() throws Exception {
        ScriptedPeer second = peer();
        Routes.add(to("\"recipientDomain\": \"peer.example\"", closedPort(), second.port()));

        send("from=ana@ejemplo.com");

        Await.until("the message", LIMIT, () -> second.taken().size() == 1);
        assertThat(waiting()).isZero();
    }

    /** Their certificate is nobody's but pinned; the second host refuses the token that the first one has taken. */
    @Test
    void accessTokensOpenTheDoorOfPinnedHosts() throws Exception {
        X509Bundle certificate = new CertificateBuilder()
                .subject("CN=otro.example")
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        ScriptedPeer first = new ScriptedPeer(tls, "AUTH XOAUTH2");
        open.add(first);
        ScriptedPeer second = new ScriptedPeer(tls, "AUTH XOAUTH2");
        open.add(second);
        TokenEndpoint endpoint = new TokenEndpoint();
        open.add(endpoint);
        second.answer(login("token-1"), "535 5.7.8 Revoked");
        String pin = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(certificate.getCertificate().getPublicKey().getEncoded()));
        for (ScriptedPeer peer : List.of(first, second)) {
            Routes.add(
                    """
                    {"recipientDomain": "%s.example", "kind": "smart_host", "hosts": ["127.0.0.1:%d"],
                     "tls": "implicit", "pins": ["%s"], "user": "robot", "grant": "client_credentials",
                     "tokenUrl": "%s", "clientId": "valija", "clientSecret": "Secreto-1"}"""
                            .formatted(peer == first ? "uno" : "dos", peer.port(), pin, endpoint.url()));
        }

        send("from=ana@ejemplo.com&to=luis@uno.example");
        Await.until("the first", LIMIT, () -> first.taken().size() == 1);
        send("from=ana@ejemplo.com&to=luis@dos.example");
        Await.until("the second", LIMIT, () -> second.taken().size() == 1);

        assertThat(endpoint.forms())
                .hasSize(2)
                .contains("grant_type=client_credentials&client_id=valija&client_secret=Secreto-1");
        assertThat(logins(first)).containsExactly(login("token-1"));
        assertThat(logins(second)).containsExactly(login("token-1"), login("token-2"));
    }

    private static List<String> logins(ScriptedPeer peer) {
        return peer.commands().stream()
                .filter(command -> command.startsWith("AUTH"))
                .toList();
    }

    private static String login(String token) {
        String response = "user=robot\u0001auth=Bearer " + token + "\u0001\u0001";
        return "AUTH XOAUTH2 " + Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.US_ASCII));
    }

    private void send(String options) throws IOException {
        Http.postOk("/sending/options?" + options + "&subject=" + URLEncoder.encode(subject, StandardCharsets.UTF_8));
    }

    private long waiting() throws IOException {
        return Queue.waiting().stream()
                .filter(mail -> mail.subject().equals(subject))
                .count();
    }
}
