package org.valija.sending;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.valija.client.Await;
import org.valija.client.DkimKeys;
import org.valija.client.Http;
import org.valija.client.NameServer;
import org.valija.client.Sandbox;
import org.valija.client.SmtpClient;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** What leaves is signed for the domain of its author, and verifies by the records that the console shows. */
@OnServer
class DkimIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String DOMAIN = "firmada.example";
    private static final String FROM = "libro@" + DOMAIN;
    private static final String RELAY = "/valija/api/relay";

    private ScriptedPeer peer;

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("sending.war").addClasses(SendServlet.class, RouteServlet.class);
    }

    @BeforeEach
    void startPeer() throws IOException {
        Dkimpy.require();
        peer = new ScriptedPeer();
        Http.postOk("/sending/routes?domain=peer.example&port=" + peer.port());
    }

    @AfterEach
    void stopPeer() throws IOException {
        peer.close();
        Http.postOk("/sending/sandbox");
        DkimKeys.removeAll(DOMAIN);
        DkimKeys.removeAll("laboratorio.local");
    }

    @Test
    void whatAnApplicationSendsVerifiesByBothAlgorithms() throws Exception {
        JsonObject rsa = active("rsa1", "RSA");
        JsonObject ed25519 = active("ed1", "ED25519");

        String source = sent("ana@peer.example");

        assertThat(source).startsWith("DKIM-Signature:");
        assertThat(Dkimpy.verify(source, rsa, ed25519))
                .containsExactlyInAnyOrder("rsa1 rsa-sha256 True", "ed1 ed25519-sha256 True");
        assertThat(Dkimpy.verify(source.replace("Hola.", "Adiós."), rsa, ed25519))
                .noneMatch(line -> line.endsWith("True"));
        assertThat(Dkimpy.verify("Subject: another\n" + source, rsa, ed25519)).noneMatch(line -> line.endsWith("True"));
    }

    @Test
    void whileAKeyReplacesAnotherBothSign() throws Exception {
        JsonObject old = active("viejo", "RSA");
        JsonObject next = DkimKeys.add(key("nuevo", "RSA"));
        assertThat(Dkimpy.verify(sent("ana@peer.example"), old)).containsExactly("viejo rsa-sha256 True");

        DkimKeys.turn(next, "active");
        assertThat(Dkimpy.verify(sent("ana@peer.example"), old, next))
                .containsExactlyInAnyOrder("viejo rsa-sha256 True", "nuevo rsa-sha256 True");

        DkimKeys.turn(old, "retired");
        assertThat(Dkimpy.verify(sent("ana@peer.example"), next)).containsExactly("nuevo rsa-sha256 True");
    }

    /** Whose record may be gone by then. */
    @Test
    void whatHasWaitedIsNotSignedByAKeyThatWasRetired() throws Exception {
        JsonObject old = active("viejo", "ED25519");
        peer.answer("ana@peer.example", "451 4.7.1 Greylisted", "250 2.1.5 Ok");
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        peer.holdBack("ana@peer.example", 1, asked, answer);
        String subject = newSubject();
        send("ana@peer.example", subject);
        assertThat(asked.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        JsonObject next = active("nuevo", "ED25519");
        DkimKeys.turn(old, "retired");
        answer.countDown();

        assertThat(Dkimpy.verify(taken(subject), next)).containsExactly("nuevo ed25519-sha256 True");
    }

    /** A signed copy would be as good as one that was sent. */
    @Test
    void whatStaysInTheSandboxIsNotSigned() throws Exception {
        active("rsa1", "RSA");
        String subject = newSubject();
        send("ana@otra.example", subject);

        assertThat(Sandbox.source(Sandbox.awaitSubject(subject))).doesNotContain("DKIM-Signature");
    }

    @Test
    void aUserHasOnlyDomainsSignThatHeMaySendFor() throws Exception {
        active("rsa1", "RSA");
        JsonObject own =
                DkimKeys.add("{\"domain\": \"laboratorio.local\", \"selector\": \"uno\", \"algorithm\": \"ed25519\"}");
        DkimKeys.turn(own, "active");

        assertThat(Dkimpy.verify(submitted(TestServer.ROBOT.user()), own)).containsExactly("uno ed25519-sha256 True");
        assertThat(submitted(FROM)).as("somebody else's domain").doesNotContain("DKIM-Signature");
    }

    @Test
    void nobodyHasADomainSignByJustWritingItIntoFrom() throws Exception {
        JsonObject key = active("rsa1", "RSA");
        String rule = Http.post(
                        RELAY, "{\"recipientDomain\": \"peer.example\", \"action\": \"relay\"}", TestServer.ADMIN)
                .body();
        try {
            try (SmtpClient stranger = SmtpClient.connect(TestServer.relayPort())) {
                stranger.ehlo();
                assertThat(relayed(stranger)).doesNotContain("DKIM-Signature");
            }
            try (SmtpClient vouchedFor = SmtpClient.connectFrom("127.0.0.9", TestServer.relayPort())) {
                vouchedFor.ehlo();
                assertThat(Dkimpy.verify(relayed(vouchedFor), key)).containsExactly("rsa1 rsa-sha256 True");
            }
        } finally {
            Http.delete(RELAY + "/" + rule.replaceAll(".*\"id\":(\\d+).*", "$1"), TestServer.ADMIN);
        }
    }

    @Test
    void theRecordIsLookedUp() throws Exception {
        JsonObject key = active("rsa1", "RSA");
        String name = key.getString("recordName");
        String value = key.getString("recordValue");
        assertThat(DkimKeys.check(key).getString("finding")).isEqualTo("NO_ANSWER");
        try (NameServer dns = new NameServer()) {
            assertThat(DkimKeys.check(key).getString("finding")).isEqualTo("MISSING");
            dns.publish(name, "v=DKIM1; k=rsa; p=MIGf");
            assertThat(DkimKeys.check(key).getString("finding")).isEqualTo("DIFFERENT");
            assertThat(DkimKeys.get(key).getString("recordSeen", "")).isEmpty();

            List<String> pieces = List.of(value.substring(0, 255), value.substring(255));
            dns.publish(name, List.of(pieces));
            assertThat(DkimKeys.check(key).getString("finding")).isEqualTo("RIGHT");
            assertThat(DkimKeys.get(key).getString("recordSeen")).startsWith("20");

            dns.publish(name, List.of(pieces, List.of("v=spf1 -all")));
            assertThat(DkimKeys.check(key).getString("finding")).isEqualTo("SEVERAL");
            dns.publish(name, "v=DKIM1; k=rsa; p=");
            assertThat(DkimKeys.check(key).getString("finding")).isEqualTo("REVOKED");
        }
    }

    private static JsonObject active(String selector, String algorithm) throws IOException {
        JsonObject key = DkimKeys.add(key(selector, algorithm));
        DkimKeys.turn(key, "active");
        return key;
    }

    private static String key(String selector, String algorithm) {
        return "{\"domain\": \"" + DOMAIN + "\", \"selector\": \"" + selector + "\", \"algorithm\": \"" + algorithm
                + "\"}";
    }

    /** Sends one by an application, and gives its source as the next hop has it. */
    private String sent(String to) throws Exception {
        String subject = newSubject();
        send(to, subject);
        return taken(subject);
    }

    private static void send(String to, String subject) throws IOException {
        Http.postOk("/sending/committed?from=" + FROM + "&to=" + to + "&subject="
                + URLEncoder.encode(subject, StandardCharsets.UTF_8));
    }

    private String submitted(String from) throws Exception {
        String subject = newSubject();
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            assertThat(client.send(TestServer.ROBOT.user(), List.of("ana@peer.example"), message(from, subject))
                            .code())
                    .isEqualTo(250);
        }
        return taken(subject);
    }

    private String relayed(SmtpClient client) throws Exception {
        String subject = newSubject();
        assertThat(client.send(FROM, List.of("ana@peer.example"), message(FROM, subject))
                        .code())
                .isEqualTo(250);
        return taken(subject);
    }

    private static String message(String from, String subject) {
        return "From: " + from + "\nTo: ana@peer.example\nSubject: " + subject + "\n\n.Hola \n\n..\n";
    }

    private String taken(String subject) throws Exception {
        return Await.present("the message at the next hop", LIMIT, () -> peer.taken().stream()
                .map(ScriptedPeer.Taken::source)
                .filter(source -> source.contains(subject))
                .findAny());
    }

    private static String newSubject() {
        return "dkim " + UUID.randomUUID();
    }
}
