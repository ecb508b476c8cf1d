package org.valija.sending;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.valija.client.Await;
import org.valija.client.DkimKeys;
import org.valija.client.Http;
import org.valija.client.NameServer;
import org.valija.client.SmtpClient;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** What is relayed is sealed, and others can follow the chain. */
@OnServer
class ArcIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Of {@code valija.arc.domain}. */
    private static final String DOMAIN = "sella.example";

    private ScriptedPeer peer;
    private JsonObject key;

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("sending.war").addClasses(SendServlet.class, RouteServlet.class);
    }

    @BeforeEach
    void startPeer() throws IOException {
        Dkimpy.require();
        peer = new ScriptedPeer();
        Http.postOk("/sending/routes?domain=peer.example&port=" + peer.port());
        key = DkimKeys.add("{\"domain\": \"" + DOMAIN + "\", \"selector\": \"arc1\", \"algorithm\": \"RSA\"}");
        DkimKeys.turn(key, "active");
    }

    @AfterEach
    void stopPeer() throws IOException {
        peer.close();
        Http.postOk("/sending/sandbox");
        DkimKeys.removeAll(DOMAIN);
    }

    @Test
    void eachTimeThatItIsRelayedTheChainGrows() throws Exception {
        String subject = newSubject();
        String once = relayed(subject, "From: libro@otra.example\nSubject: " + subject + "\n\n.Hola \n\n..\n");
        assertThat(once).startsWith("ARC-Seal:").contains("arc=none;", "dkim=none;", "auth=pass");
        assertThat(Dkimpy.chain(once, key)).isEqualTo("pass 1");

        try (NameServer dns = new NameServer()) {
            String value = key.getString("recordValue");
            dns.publish(key.getString("recordName"), List.of(List.of(value.substring(0, 255), value.substring(255))));
            String next = newSubject();
            String twice = relayed(next, "X-Mark: " + next + "\n" + once);
            assertThat(twice).contains("arc=pass;");
            assertThat(Dkimpy.chain(twice, key)).isEqualTo("pass 2 1");
            assertThat(Dkimpy.chain(twice.replace("Hola", "Adiós"), key)).startsWith("fail");

            String last = newSubject();
            assertThat(relayed(last, "X-Mark: " + last + "\n" + once.replace("Hola", "Adiós")))
                    .contains("cv=fail;", "arc=fail;");
        }
    }

    @Test
    void whatAnApplicationSendsIsNotSealed() throws Exception {
        String subject = newSubject();
        Http.postOk("/sending/committed?from=libro@otra.example&to=ana@peer.example&subject=" + subject);

        assertThat(taken(subject)).doesNotContain("ARC-");
    }

    private String relayed(String mark, String message) throws Exception {
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            assertThat(client.send(TestServer.ROBOT.user(), List.of("ana@peer.example"), message)
                            .code())
                    .isEqualTo(250);
        }
        return taken(mark);
    }

    private String taken(String mark) throws Exception {
        return Await.present("the message at the next hop", LIMIT, () -> peer.taken().stream()
                .map(ScriptedPeer.Taken::source)
                .filter(source -> source.contains(mark))
                .findAny());
    }

    private static String newSubject() {
        return "arc-" + UUID.randomUUID();
    }
}
