package org.valija.sending;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.valija.DeliveryEvent;
import org.valija.DeliveryEvent.BounceClass;
import org.valija.DeliveryEvent.Kind;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.Sandbox;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** What comes back of mail that was taken: a host bounces it later, or somebody complains, and the next message knows. */
@OnServer
class BouncesIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String DOMAIN = "rebotes.laboratorio.local";

    private final String key = "events-" + UUID.randomUUID();
    private final String recipient = "r" + UUID.randomUUID().toString().substring(0, 8) + "@peer.example";
    private ScriptedPeer peer;

    @Deployment(name = "sending", order = 1, testable = false)
    static WebArchive application() {
        return TestServer.war("sending.war").addClasses(OptionsServlet.class, RouteServlet.class);
    }

    @Deployment(name = "listener", order = 2, testable = false)
    static WebArchive listener() {
        return TestServer.war("listener.war").addClasses(EventBean.class, AgainBean.class, EventServlet.class);
    }

    @BeforeEach
    void start() throws IOException {
        peer = new ScriptedPeer();
        Http.postOk("/sending/routes?domain=peer.example&port=" + peer.port());
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        Http.postOk("/sending/sandbox");
        for (JsonObject entry : suppressions("@peer.example").getValuesAs(JsonObject.class)) {
            Http.delete("/valija/api/suppressions/" + entry.getString("id"), TestServer.ADMIN);
        }
    }

    @Test
    void aLateBounceIsToldAndTheNextMessageIsNotSent() throws Exception {
        send(recipient, key, "");
        String returnAddress = onlyTaken().sender();
        assertThat(returnAddress).matches("[a-z2-7]{56}@" + DOMAIN);

        assertThat(back(returnAddress, report(recipient, "550 5.1.1 User unknown"))
                        .code())
                .isEqualTo(250);

        DeliveryEvent returned = Events.only(Events.awaitAll(key, Kind.DELIVERED, Kind.RETURNED), Kind.RETURNED);
        assertThat(returned.recipients()).containsExactly(MailAddress.parse(recipient));
        assertThat(returned.bounceClass()).contains(BounceClass.HARD);
        assertThat(returned.status()).contains(EnhancedStatus.parse("5.1.1"));
        assertThat(returned.reply().orElseThrow().line()).isEqualTo("550 5.1.1 User unknown");
        assertThat(returned.host()).contains("mx.peer.example");
        assertThat(returned.reversePath()).contains(MailAddress.parse("libro@ejemplo.com"));
        JsonObject entry = suppressions(recipient).getJsonObject(0);
        assertThat(entry.getString("reason")).isEqualTo("HARD_BOUNCE");
        assertThat(entry.getString("stream")).isEqualTo("bulk");
        assertThat(entry.getString("mail")).isEqualTo(returned.mail().toString());
        assertThat(feedback().toString()).contains(returned.mail().toString());

        String next = "events-" + UUID.randomUUID();
        send(recipient, next, "");
        DeliveryEvent suppressed = Events.only(Events.awaitAll(next, Kind.SUPPRESSED), Kind.SUPPRESSED);
        assertThat(suppressed.recipients()).containsExactly(MailAddress.parse(recipient));
        assertThat(suppressed.reason()).contains("does not exist", "550 5.1.1 User unknown");
        assertThat(Events.of(next)).hasSize(1);

        String urgent = "events-" + UUID.randomUUID();
        send(recipient, urgent, "despite=true&");
        Events.await(urgent, Kind.DELIVERED);
        assertThat(peer.taken()).hasSize(2);
    }

    @Test
    void theOthersGetIt() throws Exception {
        suppress(recipient);

        send(recipient + ",ana@peer.example", key, "");

        Events.awaitAll(key, Kind.SUPPRESSED, Kind.DELIVERED);
        assertThat(onlyTaken().recipients()).containsExactly("ana@peer.example");
    }

    @Test
    void eachRecipientOfBulkMailHasAnAddressOfHisOwn() throws Exception {
        send(recipient + ",ana@peer.example", key, "");
        Await.until("both", LIMIT, () -> peer.taken().size() == 2);

        assertThat(peer.taken())
                .allSatisfy(mail -> assertThat(mail.recipients()).hasSize(1));
        assertThat(peer.taken().get(0).sender())
                .isNotEqualTo(peer.taken().get(1).sender());
    }

    @Test
    void aForgedBounceChangesNothing() throws Exception {
        send(recipient, key, "");
        String returnAddress = onlyTaken().sender();
        char first = returnAddress.charAt(20);
        String forged = returnAddress.substring(0, 20) + (first == 'a' ? 'b' : 'a') + returnAddress.substring(21);

        assertThat(back(forged, report(recipient, "550 5.1.1 User unknown")))
                .hasToString("550 5.1.1 There is no such return address, or it is no longer valid");
        assertThat(back("ana@" + DOMAIN, report(recipient, "550 5.1.1 User unknown"))
                        .code())
                .isEqualTo(550);
        assertThat(back("complaints@" + DOMAIN, complaint(forged)).code()).isEqualTo(250);
        // Somebody else's name in a bounce of his own is not heeded either.
        assertThat(back(returnAddress, report("ana@peer.example", "550 5.1.1 User unknown"))
                        .code())
                .isEqualTo(250);

        Events.awaitAll(key, Kind.RETURNED);
        assertThat(suppressions("ana@peer.example")).isEmpty();
        assertThat(suppressions(recipient)).hasSize(1);
        assertThat(suppressions(recipient).getJsonObject(0).getString("reason")).isEqualTo("HARD_BOUNCE");
    }

    @Test
    void aComplaintIsFoundByTheAddressInIt() throws Exception {
        send(recipient, key, "");

        assertThat(back("complaints@" + DOMAIN, complaint(onlyTaken().sender())).code())
                .isEqualTo(250);

        DeliveryEvent complained = Events.only(Events.awaitAll(key, Kind.COMPLAINED), Kind.COMPLAINED);
        assertThat(complained.recipients()).containsExactly(MailAddress.parse(recipient));
        assertThat(suppressions(recipient).getJsonObject(0).getString("reason")).isEqualTo("COMPLAINT");
    }

    @Test
    void anAnswerOfAProgramSuppressesNobody() throws Exception {
        send(recipient, key, "");

        assertThat(back(onlyTaken().sender(), "Subject: Out of office\nAuto-Submitted: auto-replied\n\nHasta el lunes.")
                        .code())
                .isEqualTo(250);

        assertThat(Events.only(Events.awaitAll(key, Kind.ANSWERED), Kind.ANSWERED)
                        .reason())
                .isEqualTo("Out of office");
        assertThat(suppressions(recipient)).isEmpty();
    }

    @Test
    void whatNobodyUnderstandsGoesOnToTheApplicationsAddress() throws Exception {
        send(recipient, key, "");
        String subject = "No entiendo " + UUID.randomUUID();

        assertThat(back(onlyTaken().sender(), "Subject: " + subject + "\n\n¿Qué es esto?")
                        .code())
                .isEqualTo(250);

        Sandbox.Mail passed = Sandbox.awaitSubject(subject);
        assertThat(passed.sender()).isEmpty();
        assertThat(passed.recipients()).containsExactly("libro@ejemplo.com");
    }

    @Test
    void aBounceAtDeliveryCountsToo() throws Exception {
        peer.answer(recipient, "550 5.1.1 No such user");
        send(recipient, key, "");

        Await.until("a suppression", LIMIT, () -> suppressions(recipient).size() == 1);
    }

    @Test
    void otherStreamsLeaveAsTheyAre() throws Exception {
        suppress(recipient);

        Http.postOk("/sending/options?from=libro@ejemplo.com&subject=Clave&to=" + recipient);

        assertThat(onlyTaken().sender()).isEqualTo("libro@ejemplo.com");
    }

    private ScriptedPeer.Taken onlyTaken() throws Exception {
        Await.until("a message", LIMIT, () -> !peer.taken().isEmpty());
        assertThat(peer.taken()).hasSize(1);
        return peer.taken().get(0);
    }

    private static void send(String to, String key, String options) throws IOException {
        Http.postOk("/sending/options?" + options + "key=" + key
                + "&stream=bulk&from=libro@ejemplo.com&subject=Hola&to=" + to);
    }

    private static SmtpReply back(String to, String message) throws IOException {
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            client.ehlo();
            return client.send("", List.of(to), message);
        }
    }

    private static String report(String recipient, String reply) {
        return """
                From: Mail Delivery System <MAILER-DAEMON@mx.peer.example>
                Subject: Undelivered Mail Returned to Sender
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary="b"

                --b
                Content-Type: text/plain

                Your message could not be delivered.

                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.peer.example

                Final-Recipient: rfc822; %s
                Action: failed
                Status: %s
                Diagnostic-Code: smtp; %s

                --b--
                """
                .formatted(recipient, reply.split(" ")[1], reply);
    }

    private static String complaint(String returnAddress) {
        return """
                From: <fbl@peer.example>
                Subject: Complaint
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=feedback-report; boundary="b"

                --b
                Content-Type: text/plain

                This is a complaint.

                --b
                Content-Type: message/feedback-report

                Feedback-Type: abuse
                User-Agent: Pruebas/1.0
                Version: 1

                --b
                Content-Type: message/rfc822

                Return-Path: <%s>
                From: libro@ejemplo.com
                Subject: Hola

                Hola.
                --b--
                """
                .formatted(returnAddress);
    }

    private static void suppress(String address) throws IOException {
        assertThat(Http.post(
                                "/valija/api/suppressions",
                                "{\"address\": \"" + address + "\", \"stream\": \"bulk\"}",
                                TestServer.ADMIN)
                        .statusCode())
                .isEqualTo(201);
    }

    private static JsonArray suppressions(String search) throws IOException {
        return items("/valija/api/suppressions?search=" + search);
    }

    private static JsonArray feedback() throws IOException {
        return items("/valija/api/feedback");
    }

    private static JsonArray items(String path) throws IOException {
        HttpResponse<String> response = Http.get(path, TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject().getJsonArray("items");
        }
    }
}
