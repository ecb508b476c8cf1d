package org.valija.sending;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
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
import org.valija.client.NameServer;
import org.valija.client.Queue;
import org.valija.server.OnServer;
import org.valija.server.TestServer;
import org.xbill.DNS.Type;

/** Mail hosts are held to what is published about TLS: DANE, MTA-STS. */
@OnServer
class PublishedTlsIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String HOST = "mx.laboratorio.local";

    private final String subject = "tls " + UUID.randomUUID();
    /** The server remembers what it was told of a domain. */
    private final String unique = "d" + UUID.randomUUID().toString().substring(0, 8);

    private NameServer names;
    private HttpsServer web;

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("sending.war").addClasses(OptionsServlet.class, RouteServlet.class);
    }

    @BeforeEach
    void open() throws Exception {
        names = new NameServer();
        names.add(HOST, Type.A, "127.0.0.1");
        names.add("mx.otro.local", Type.A, "127.0.0.1");
        for (String mode : List.of("enforce", "testing")) {
            names.add("_mta-sts." + mode + ".example", Type.TXT, "\"v=STSv1; id=1;\"");
            names.add("mta-sts." + mode + ".example", Type.A, "127.0.0.1");
            names.add(mode + ".example", Type.MX, "10 " + HOST + ".");
        }
        names.add("_mta-sts.other.example", Type.TXT, "\"v=STSv1; id=1;\"");
        names.add("mta-sts.other.example", Type.A, "127.0.0.1");
        names.add("other.example", Type.MX, "10 mx.otro.local.");
        web = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), TestServer.policyPort()), 5);
        web.setHttpsConfigurator(new HttpsConfigurator(TestTls.context()));
        web.createContext("/.well-known/mta-sts.txt", exchange -> {
            String mode = exchange.getRequestHeaders().getFirst("Host").contains("testing") ? "testing" : "enforce";
            byte[] policy = ("version: STSv1\nmode: " + mode + "\nmx: " + HOST + "\nmax_age: 3600\n")
                    .getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, policy.length);
            exchange.getResponseBody().write(policy);
            exchange.close();
        });
        web.start();
    }

    @AfterEach
    void close() throws IOException {
        Http.postOk("/sending/sandbox");
        names.close();
        web.stop(0);
    }

    private void send(String domain) throws IOException {
        Http.postOk("/sending/routes?domain=" + domain + "&port=mx");
        Http.postOk("/sending/options?expire=600&from=libro@ejemplo.com&to=ana@" + domain + "&subject="
                + URLEncoder.encode(subject, StandardCharsets.UTF_8));
    }

    private Optional<Queue.Waiting> waiting() throws IOException {
        return Queue.waiting().stream()
                .filter(mail -> mail.subject().equals(subject))
                .findFirst();
    }

    private boolean hasTaken(ScriptedPeer peer) {
        return peer.taken().stream().anyMatch(mail -> mail.source().contains(subject));
    }

    private void assertDelivered(String domain, ScriptedPeer peer, boolean encrypted) throws Exception {
        send(domain);

        Await.until("the message", LIMIT, () -> hasTaken(peer));
        assertThat(peer.commands().contains("STARTTLS")).isEqualTo(encrypted);
    }

    private void assertDeferred(String domain, ScriptedPeer peer, String... words) throws Exception {
        send(domain);

        Queue.Waiting waiting = Await.present("a deferral", LIMIT, this::waiting);
        assertThat(waiting.lastError()).contains(words);
        assertThat(peer.taken()).isEmpty();
    }

    @Test
    void aPolicyThatIsEnforcedWantsARightCertificate() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.withTls(TestServer.exchangerPort())) {
            assertDelivered("enforce.example", peer, true);
        }
    }

    @Test
    void aPolicyThatIsEnforcedStopsMailInClear() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(TestServer.exchangerPort())) {
            assertDeferred("enforce.example", peer, "the MTA-STS policy of enforce.example", "STARTTLS");
        }
    }

    @Test
    void aPolicyThatIsEnforcedNamesTheHosts() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.withTls(TestServer.exchangerPort())) {
            assertDeferred(
                    "other.example", peer, "The MTA-STS policy of other.example does not allow", "mx.otro.local");
        }
    }

    @Test
    void aPolicyThatIsBeingTestedStopsNothing() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(TestServer.exchangerPort())) {
            assertDelivered("testing.example", peer, false);
        }
    }

    private String publishKey(boolean right) throws Exception {
        String domain = unique + ".dane.example";
        byte[] key = TestTls.certificate().getPublicKey().getEncoded();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
        digest[0] ^= (byte) (right ? 0 : 1);
        String host = "mx." + domain;
        names.vouchFor(domain);
        names.add(domain, Type.MX, "10 " + host + ".");
        names.add(host, Type.A, "127.0.0.1");
        names.add(
                "_" + TestServer.exchangerPort() + "._tcp." + host,
                Type.TLSA,
                "3 1 1 " + HexFormat.of().formatHex(digest));
        return domain;
    }

    @Test
    void aCertificateThatIsInASignedRecordIsRight() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.withTls(TestServer.exchangerPort())) {
            assertDelivered(publishKey(true), peer, true);
        }
    }

    @Test
    void anotherCertificateThanThatInTheSignedRecordIsWrong() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.withTls(TestServer.exchangerPort())) {
            assertDeferred(publishKey(false), peer, "DANE", "TLSA");
        }
    }

    @ParameterizedTest
    @CsvSource({"enforce.example, MTA_STS, true", "testing.example, MTA_STS_TESTING, false"})
    void anAdministratorSeesWhatADomainHasPublished(String domain, String published, boolean signed)
            throws IOException {
        JsonObject found = json("/valija/api/tls/destinations/" + domain);

        assertThat(found.getJsonArray("hosts").getJsonObject(0))
                .isEqualTo(Json.createObjectBuilder()
                        .add("name", HOST)
                        .add("published", published)
                        .add("signed", signed)
                        .add("tlsa", Json.createArrayBuilder())
                        .build());
        assertThat(found.getJsonObject("policy").getString("mode")).isEqualTo(domain.split("\\.")[0]);
        assertThat(Http.get("/valija/api/tls/policies", TestServer.ADMIN).body())
                .contains(domain);
    }

    @Test
    void anAdministratorSeesTheRecordsOfAHost() throws Exception {
        JsonObject found = json("/valija/api/tls/destinations/" + publishKey(true));

        assertThat(found.getJsonArray("hosts").getJsonObject(0).getString("published"))
                .isEqualTo("DANE");
    }

    @Test
    void whatIsNoDomainIsRefused() throws IOException {
        assertThat(Http.get("/valija/api/tls/destinations/192.0.2.1", TestServer.ADMIN))
                .satisfies(response -> assertThat(response.statusCode()).isEqualTo(400))
                .satisfies(response -> assertThat(response.body()).contains("\"field\":\"domain\""));
    }

    private static JsonObject json(String path) throws IOException {
        try (JsonReader reader = Json.createReader(
                new StringReader(Http.get(path, TestServer.ADMIN).body()))) {
            return reader.readObject();
        }
    }
}
