package org.valija.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.Queue;
import org.valija.client.Sandbox;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** Each recipe does what its page says. */
@OnServer
class RecetasIT {

    private static final String ANA = "ana@ejemplo.net";

    /** Different for each test, to find its own mail and notes again. */
    private final String mark = UUID.randomUUID().toString();

    @Deployment(testable = false)
    static WebArchive recipes() {
        return ShrinkWrap.createFromZipFile(
                WebArchive.class, TestServer.deployable("recetas.war").toFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"uno@archivo.ejemplo.com", "DOS@2026.Archivo.ejemplo.com"})
    void theArchiveTakesWholeDomains(String recipient) throws IOException {
        int before = notes("Archive").size();
        assertThat(stranger(recipient, "Subject: " + mark + "\n\nHola.\n").code())
                .isEqualTo(250);
        assertThat(notes("Archive")).hasSize(before + 1);
        assertThat(notes("Archive").get(0)).matches("[0-9a-f]{64}, \\d+ octets");
    }

    @Test
    void jakartaMailReadsEncodedHeaders() throws IOException {
        String message = "From: =?utf-8?q?Ana_Mu=C3=B1oz?= <ana@ejemplo.net>\nSubject: =?utf-8?q?M=C3=A1s_luz?= " + mark
                + "\n\nPor favor.\n";
        assertThat(stranger("sugerencias@ejemplo.com", message).code()).isEqualTo(250);
        assertThat(notes("Suggestions")).contains("Más luz " + mark + ", by \"Ana Muñoz\" <ana@ejemplo.net>");
    }

    @Test
    void anInvoiceIsAnAttachment() throws IOException {
        String message = "Subject: Factura\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
                + "--b\nContent-Type: text/plain\n\nAdjunta.\n"
                + "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
                + "Content-Disposition: attachment; filename=\"" + mark + ".pdf\"\n\nRmFjdHVyYQ==\n--b--\n";
        assertThat(stranger("facturas@ejemplo.com", message).code()).isEqualTo(250);
        assertThat(notes("Invoices")).contains(mark + ".pdf (application/pdf, 7 octets)");
    }

    @Test
    void anInvoiceWithoutAttachmentIsRefusedInTheBeansWords() throws IOException {
        List<String> before = notes("Invoices");
        SmtpReply reply = stranger("facturas@ejemplo.com", "Subject: Factura\n\nLa olvidé.\n");
        assertThat(reply.toString()).isEqualTo("554 5.6.0 Send the invoice as an attachment");
        assertThat(notes("Invoices")).isEqualTo(before);
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedBeforeItComes() throws IOException {
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            client.ehlo();
            client.command("MAIL FROM:<" + ANA + "> SIZE=" + (11 << 20));
            assertThat(client.command("RCPT TO:<facturas@ejemplo.com>").codes()).isEqualTo("552 5.3.4");
        }
    }

    @Test
    void aBeanDecidesAboutEachRecipient() throws Exception {
        String mail = "Subject: Hola\n\nHola.\n";
        int before = notes("Mailboxes").size();
        assertThat(stranger("ana@buzones.ejemplo.com", mail).code()).isEqualTo(250);
        assertThat(stranger("nadie@buzones.ejemplo.com", mail)).hasToString("550 5.1.1 Nobody has this mailbox");
        assertThat(stranger("eva@buzones.ejemplo.com", mail)).hasToString("452 4.2.2 The mailbox is full, try later");
        assertThat(notes("Mailboxes")).hasSize(before + 1);
        assertThat(notes("Mailboxes").get(0)).isEqualTo("for [ana@buzones.ejemplo.com]");

        assertThat(stranger("ventas@buzones.ejemplo.com", "Subject: " + mark + "\n\nDos.\n")
                        .code())
                .isEqualTo(250);
        assertThat(notes("Orders").get(0)).isEqualTo(mark);
    }

    @Test
    void membersHaveLoggedInAndHaveARole() throws IOException {
        int before = notes("Members").size();
        assertThat(user(TestServer.ROBOT, "socios@ejemplo.com").code()).isEqualTo(250);
        assertThat(notes("Members")).hasSize(before + 1);
        assertThat(notes("Members").get(0)).isEqualTo(TestServer.ROBOT.user() + " has logged in on submission");

        assertThat(user(TestServer.ANA, "socios@ejemplo.com").toString())
                .isEqualTo("550 5.7.1 Only members may write here");
        assertThat(stranger("socios@ejemplo.com", "Subject: Hola\n\nHola.\n").codes())
                .isEqualTo("550 5.1.1");
        assertThat(notes("Members")).hasSize(before + 1);
    }

    @Test
    void twoBeansShareOneMessageAndOneTransaction() throws Exception {
        int before = notes("OrderAudit").size();
        assertThat(stranger("pedidos@ejemplo.com", "Subject: " + mark + "\n\nDos.\n")
                        .code())
                .isEqualTo(250);
        assertThat(notes("Orders")).contains(mark);
        assertThat(notes("OrderAudit")).hasSize(before + 1);
        assertThat(notes("OrderAudit").get(0)).isEqualTo(ANA + " from 127.0.0.1 on relay, in clear");
        Sandbox.Mail answer = Sandbox.awaitSubject("Re: " + mark);
        assertThat(answer.sender()).isEqualTo("pedidos@ejemplo.com");
        assertThat(answer.recipients()).containsExactly(ANA);
    }

    @Test
    void whatOneOfTwoBeansRefusesNoneHasTaken() throws IOException {
        List<String> before = notes("OrderAudit");
        SmtpReply reply = stranger("pedidos@ejemplo.com", "X-Mark: " + mark + "\n\nDos.\n");
        assertThat(reply.toString()).isEqualTo("550 5.7.1 Put the number of the order into the subject");
        assertThat(notes("OrderAudit")).isEqualTo(before);
    }

    @Test
    void aPaymentThatIsSentAgainIsNotedOnce() throws IOException {
        String message = "Message-ID: <" + mark + "@ejemplo.net>\nSubject: " + mark + "\n\nPago.\n";
        assertThat(stranger("pagos@ejemplo.com", message).code()).isEqualTo(250);
        assertThat(stranger("pagos@ejemplo.com", message).code()).isEqualTo(250);
        assertThat(notes("Payments")).containsOnlyOnce(mark);
    }

    @Test
    void theBuildersMessageHasAllThatWasPutIntoIt() throws Exception {
        String to = mark + "@ejemplo.net";
        assertThat(post("welcome?to=" + to)).matches("[A-Za-z0-9-]{1,64}");
        Sandbox.Mail mail = Sandbox.await(m -> m.recipients().contains(to), "to " + to);
        assertThat(mail.sender()).isEqualTo("rebotes@ejemplo.com");
        assertThat(mail.subject()).isEqualTo("Bienvenida");
        assertThat(Sandbox.source(mail))
                .contains("Reply-To: secretaria@ejemplo.com", "multipart/alternative", "reglas.txt")
                .doesNotContain("archivo@ejemplo.com");
    }

    @Test
    void jakartaMailsMessageIsSent() throws Exception {
        String to = mark + "@ejemplo.net";
        post("reminder?to=" + to);
        Sandbox.Mail mail = Sandbox.await(m -> m.recipients().contains(to), "to " + to);
        assertThat(mail.subject()).isEqualTo("Mañana a las ocho");
        assertThat(Sandbox.source(mail)).contains("Message-ID: <", "Date: ");
    }

    @Test
    void aSubscriberGetsOutAtOneClick() throws Exception {
        String to = mark + "@ejemplo.net";
        post("offers?to=" + to);
        String source = Sandbox.source(Sandbox.await(m -> m.recipients().contains(to), "to " + to));
        Matcher page = Pattern.compile(
                        "List-Unsubscribe: <https://www\\.ejemplo\\.com(/recetas/unsubscribe\\?subscription=([0-9a-f-]{36}))>,\\s+"
                                + "<mailto:baja@ejemplo\\.com>\\s+List-Unsubscribe-Post: List-Unsubscribe=One-Click\\s")
                .matcher(source);
        assertThat(page.find()).as(source).isTrue();

        assertThat(Http.getOk(page.group(1))).contains("<button>");
        assertThat(Http.postForm(page.group(1), "").statusCode()).isEqualTo(400);
        assertThat(Http.postForm("/recetas/unsubscribe?subscription=" + mark, "List-Unsubscribe=One-Click")
                        .statusCode())
                .isEqualTo(404);
        assertThat(notes("Unsubscribe")).doesNotContain(page.group(2));
        assertThat(Http.postForm(page.group(1), "List-Unsubscribe=One-Click").statusCode())
                .isEqualTo(200);
        assertThat(notes("Unsubscribe")).contains(page.group(2));
    }

    @Test
    void unchangedCodeSendsOnlyIfTheTransactionCommits() throws Exception {
        String lost = "no-" + mark + "@ejemplo.net";
        String kept = "si-" + mark + "@ejemplo.net";
        assertThat(post("minutes?approved=false&to=" + lost)).isEqualTo("kept back");
        assertThat(post("minutes?approved=true&to=" + kept)).isEqualTo("sent");
        Sandbox.Mail mail = Sandbox.await(m -> m.recipients().contains(kept), "to " + kept);
        assertThat(mail.subject()).isEqualTo("Acta de la sesión");
        assertThat(mail.sender()).isEqualTo("club@ejemplo.com");
        assertThat(Sandbox.messages()).noneMatch(m -> m.recipients().contains(lost));
    }

    @Test
    void anAppointmentsReminderWaitsUntilItIsCalledOff() throws Exception {
        String member = mark + "@ejemplo.net";
        Instant at = Instant.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        String reminder = post("appointment?member=" + member + "&at=" + at);
        String due = "next attempt at " + at.minus(Duration.ofHours(1));
        Await.until("the reminder in the store", Duration.ofSeconds(30), () -> Http.getOk(
                        "/recetas/appointment/" + reminder)
                .startsWith(due));
        assertThat(Queue.waiting())
                .filteredOn(mail -> mail.businessKey().equals("cita de " + member))
                .singleElement()
                .satisfies(mail -> assertThat(mail.stream()).isEqualTo("transactional"));

        assertThat(Http.deleteOk("/recetas/appointment/" + reminder)).isEqualTo("called off");

        Await.until("its end", Duration.ofSeconds(30), () -> Http.getOk("/recetas/appointment/" + reminder)
                .equals("CANCELLED: "));
        assertThat(Queue.waiting()).noneMatch(mail -> mail.businessKey().contains(member));
    }

    @Test
    void anOrderHearsThatItsConfirmationHasArrived() throws Exception {
        post("confirmation?order=" + mark + "&to=" + mark + "@ejemplo.net");
        Await.until("the order's note", Duration.ofSeconds(30), () -> notes("Confirmed")
                .contains(mark + " has arrived"));
    }

    @Test
    void aNewsletterIsSent() throws Exception {
        String to = mark + "@ejemplo.net";
        post("newsletter?to=" + to);
        Sandbox.Mail mail = Sandbox.await(m -> m.recipients().contains(to), "to " + to);
        assertThat(mail.subject()).isEqualTo("Novedades");
    }

    @Test
    void mailLeavesOnlyIfTheTransactionCommits() throws Exception {
        String lost = "no-" + mark + "@ejemplo.net";
        String kept = "si-" + mark + "@ejemplo.net";
        assertThat(post("registration?places=0&member=" + lost)).isEqualTo("full");
        assertThat(post("registration?places=1&member=" + kept)).isEqualTo("registered");
        Sandbox.await(m -> m.recipients().contains(kept), "to " + kept);
        assertThat(Sandbox.messages()).noneMatch(m -> m.recipients().contains(lost));
        assertThat(notes("Registration")).contains(kept).doesNotContain(lost);
    }

    static Stream<Arguments> wrongAddresses() {
        return Stream.of(
                Arguments.of("nadie", "INVALID_ADDRESS"),
                Arguments.of("ana@ejemplo.net\r\nBcc: todos@ejemplo.net", "LINE_BREAK"));
    }

    @ParameterizedTest
    @MethodSource("wrongAddresses")
    void aRefusedMessageLeavesTheTransactionAsItWas(String to, String reason) throws IOException {
        int before = notes("Invitation").size();
        assertThat(post("invitation?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8)))
                .isEqualTo("check the address");
        assertThat(notes("Invitation")).hasSize(before + 1);
        assertThat(notes("Invitation").get(0)).startsWith("Not sent, " + reason + ": ");
    }

    private static SmtpReply stranger(String recipient, String message) throws IOException {
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            client.ehlo();
            return client.send(ANA, List.of(recipient), message);
        }
    }

    private static SmtpReply user(TestServer.Account account, String recipient) throws IOException {
        try (SmtpClient client = SmtpClient.submission(account)) {
            return client.send(account.user(), List.of(recipient), "From: socio@ejemplo.com\nSubject: Hola\n\nHola.\n");
        }
    }

    private static String post(String path) throws IOException {
        HttpResponse<String> response = Http.post("/recetas/" + path, "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    /** What a recipe has noted; newest first. */
    private static List<String> notes(String recipe) throws IOException {
        HttpResponse<String> response = Http.get("/recetas/notes");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readArray().getValuesAs(JsonObject.class).stream()
                    .filter(note -> note.getString("recipe").equals(recipe))
                    .map(note -> note.getString("content"))
                    .toList();
        }
    }
}
