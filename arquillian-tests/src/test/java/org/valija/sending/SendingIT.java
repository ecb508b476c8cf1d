package org.valija.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.Queue;
import org.valija.client.Sandbox;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** What an application sends leaves when its transaction commits; what the next hop says decides the rest. */
@OnServer
class SendingIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String FROM = "libro@ejemplo.com";

    private ScriptedPeer peer;

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("sending.war")
                .addClasses(SendServlet.class, OptionsServlet.class, Flaw.class, RouteServlet.class);
    }

    @BeforeEach
    void startPeer() throws IOException {
        peer = new ScriptedPeer();
    }

    @AfterEach
    void stopPeer() throws IOException {
        peer.close();
        Http.postOk("/sending/sandbox");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sending/committed", "/sending/untransacted"})
    void whatIsCommittedLeaves(String how) throws Exception {
        String subject = newSubject();
        send(how, subject, "ana@ejemplo.net");
        Sandbox.Mail mail = Sandbox.awaitSubject(subject);
        assertThat(mail.sender()).isEqualTo(FROM);
        assertThat(mail.recipients()).containsExactly("ana@ejemplo.net");
        assertThat(Sandbox.source(mail)).contains("Message-ID: ", "Date: ", "From: " + FROM);
    }

    @Test
    void whatIsRolledBackDoesNot() throws Exception {
        String subject = newSubject();
        send("/sending/rolled-back", subject, "ana@ejemplo.net");
        drain();
        assertNothingOf(subject);
    }

    @ParameterizedTest
    @EnumSource(Flaw.class)
    void aWrongMailIsRefusedAndNothingIsQueued(Flaw flaw) throws Exception {
        String subject = newSubject();
        String answer = Http.postOk("/sending/refused?flaw=" + flaw.name() + "&subject=" + encode(subject));
        assertThat(answer).isEqualTo(flaw.reason() + " (" + flaw.field() + "), transaction active");
        drain();
        assertNothingOf(subject);
    }

    @Test
    void aNextHopThatDefersGetsItLater() throws Exception {
        routeToPeer();
        String subject = newSubject();
        peer.answer("ana@peer.example", "451 4.7.1 Greylisted", "250 2.1.5 Ok");
        send("/sending/committed", subject, "ana@peer.example");

        Queue.Waiting waiting = Await.present("a deferral", LIMIT, () -> waiting(subject));
        assertThat(waiting.attempts()).isEqualTo(1);
        assertThat(waiting.lastError()).contains("451 4.7.1 Greylisted");

        ScriptedPeer.Taken taken = Await.present("the second attempt", LIMIT, () -> taken(subject));
        assertThat(taken.sender()).isEqualTo(FROM);
        assertThat(taken.recipients()).containsExactly("ana@peer.example");
        Await.until("an empty queue", LIMIT, () -> waiting(subject).isEmpty());
        assertThat(peer.taken()).hasSize(1);
    }

    @Test
    void aNextHopThatIsNotThereGetsItLater() throws Exception {
        routeToPeer();
        peer.close();
        String subject = newSubject();
        send("/sending/committed", subject, "ana@peer.example");
        Queue.Waiting waiting = Await.present("a deferral", LIMIT, () -> waiting(subject));
        assertThat(waiting.lastError()).isNotBlank();
        // Given up when its time is over: the sender hears of it.
        assertBounced(subject, "ana@peer.example", "5.4.7");
    }

    @Test
    void aNextHopThatRefusesMakesABounce() throws Exception {
        routeToPeer();
        String subject = newSubject();
        peer.answer("nadie@peer.example", "550 5.1.1 No such user");
        send("/sending/committed", subject, "nadie@peer.example");
        assertBounced(subject, "nadie@peer.example", "5.1.1");
        assertThat(peer.taken()).isEmpty();
        assertThat(waiting(subject)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"builder", "mime"})
    void theNextHopIsToldWhatTheApplicationAsksFor(String made) throws Exception {
        peer.close();
        peer = new ScriptedPeer("DSN", "MT-PRIORITY");
        routeToPeer();
        String subject = newSubject();
        withOptions("made=" + made + "&priority=4&notify=SUCCESS,FAILURE&returned=HDRS&envelope=uno%2Bdos", subject);

        Await.present("the message", LIMIT, () -> taken(subject));
        assertThat(peer.commands())
                .contains(
                        "MAIL FROM:<" + FROM + "> RET=HDRS ENVID=uno+2Bdos MT-PRIORITY=4",
                        "RCPT TO:<ana@peer.example> NOTIFY=SUCCESS,FAILURE");
    }

    @Test
    void whatMayNotGoYetWaitsUnderItsKey() throws Exception {
        routeToPeer();
        String subject = newSubject();
        String id = withOptions("delay=600&key=pedido%204711&stream=bulk", subject);

        Queue.Waiting held = Await.present("a held message", LIMIT, () -> waiting(subject));
        assertThat(held.stream()).isEqualTo("bulk");
        assertThat(held.businessKey()).isEqualTo("pedido 4711");
        assertThat(status(id)).startsWith("pedido 4711, bulk: ana@peer.example waits, 0 attempts, Held until ");

        cancel("untransacted", id);
    }

    @Test
    void whatMayNotGoYetLeavesWhenItMay() throws Exception {
        routeToPeer();
        String subject = newSubject();
        Instant begun = Instant.now();
        String id = withOptions("delay=4", subject);

        Await.present("its release", LIMIT, () -> taken(subject));
        assertThat(Instant.now()).isAfterOrEqualTo(begun.plusSeconds(4));
        Await.until("the end", LIMIT, () -> status(id).equals("none"));
    }

    @Test
    void whatHasExpiredIsNotTriedAgainAndBounces() throws Exception {
        routeToPeer();
        String subject = newSubject();
        peer.answer("ana@peer.example", "451 4.3.0 Later", "451 4.3.0 Later", "250 2.1.5 Ok");
        withOptions("expire=3", subject); // tried at once and after 2 seconds; the next time it is too late

        assertBounced(subject, "ana@peer.example", "5.4.7");
        assertThat(peer.taken()).isEmpty();
    }

    @Test
    void aCancellationTakesEffectWithItsTransaction() throws Exception {
        routeToPeer();
        String subject = newSubject();
        String id = withOptions("delay=600", subject);
        Await.present("a held message", LIMIT, () -> waiting(subject));

        assertThat(cancel("rolled-back", id)).isEqualTo("[ana@peer.example] []");
        assertThat(waiting(subject)).isPresent();
        assertThat(cancel("committed", id)).isEqualTo("[ana@peer.example] []");
        assertThat(waiting(subject)).isEmpty();
        assertThat(status(id)).isEqualTo("none");
        assertThat(cancel("untransacted", id)).isEqualTo("[] []");
        assertThat(cancel("untransacted", "unknown-1")).isEqualTo("[] []");
    }

    /** Wherever it is then: in the ready queue, on its way to the store, or there. */
    @ParameterizedTest
    @ValueSource(strings = {"committed", "untransacted"})
    void whatIsCancelledAtOnceNeverLeaves(String how) throws Exception {
        routeToPeer();
        List<String> subjects = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            subjects.add(newSubject());
            String id = withOptions("delay=600", subjects.get(i));
            cancel(how, id);
            assertThat(status(id)).isEqualTo("none");
        }
        String last = newSubject();
        withOptions("delay=5", last);

        Await.present("a later message", LIMIT, () -> taken(last));
        Await.until("an end of what was cancelled, which is not due", LIMIT, () -> Queue.waiting().stream()
                .noneMatch(mail -> subjects.contains(mail.subject())));
        assertThat(peer.taken()).hasSize(1);
    }

    /** The last of these replies would let it through. */
    @Test
    void whatIsCancelledWhileItIsTriedIsNotTriedAgain() throws Exception {
        routeToPeer();
        String subject = newSubject();
        CountDownLatch tried = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        peer.answer("ana@peer.example", "451 4.3.0 Later", "451 4.3.0 Later", "250 2.1.5 Ok");
        peer.holdBack("ana@peer.example", 2, tried, cancelled);
        String id = withOptions("priority=0", subject);

        assertThat(tried.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(status(id)).contains("ana@peer.example is tried, 1 attempts");
        assertThat(cancel("committed", id)).isEqualTo("[] [ana@peer.example]");
        cancelled.countDown();

        Await.until("the end of the attempt", LIMIT, () -> status(id).equals("none"));
        String last = newSubject();
        withOptions("delay=5&to=luis@peer.example", last);
        Await.present("a later message", LIMIT, () -> taken(last));
        assertThat(taken(subject)).isEmpty();
    }

    /** Returns its id. */
    private static String withOptions(String options, String subject) throws IOException {
        return Http.postOk("/sending/options?" + options + "&from=" + FROM + "&subject=" + encode(subject));
    }

    private static String cancel(String how, String id) throws IOException {
        return Http.postOk("/sending/cancel?how=" + how + "&id=" + id);
    }

    private static String status(String id) throws IOException {
        return Http.postOk("/sending/status?id=" + id);
    }

    private void routeToPeer() throws IOException {
        Http.postOk("/sending/routes?domain=peer.example&port=" + peer.port());
    }

    /** A delivery status notification (RFC 3464) with the null reverse-path has come for the sender. */
    private static void assertBounced(String subject, String recipient, String status) throws Exception {
        Sandbox.Mail bounce = Sandbox.await(
                mail -> {
                    try {
                        return mail.sender().isEmpty()
                                && mail.recipients().equals(List.of(FROM))
                                && Sandbox.source(mail).contains(subject);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "a bounce of " + subject);
        assertThat(Sandbox.source(bounce))
                .contains("multipart/report", "message/delivery-status", "Action: failed")
                .contains("Final-Recipient: rfc822; " + recipient)
                .contains("Status: " + status);
    }

    private static void send(String how, String subject, String to) throws IOException {
        Http.postOk(how + "?from=" + FROM + "&to=" + to + "&subject=" + encode(subject));
    }

    /** What was queued before the mail that this waits for has left too, or waits. */
    private static void drain() throws Exception {
        String subject = newSubject();
        send("/sending/committed", subject, "ana@ejemplo.net");
        Sandbox.awaitSubject(subject);
    }

    private static void assertNothingOf(String subject) throws IOException {
        assertThat(Sandbox.messages()).noneMatch(mail -> mail.subject().contains(subject));
        assertThat(waiting(subject)).isEmpty();
    }

    private static Optional<Queue.Waiting> waiting(String subject) throws IOException {
        return Queue.waiting().stream()
                .filter(mail -> mail.subject().equals(subject))
                .findAny();
    }

    private Optional<ScriptedPeer.Taken> taken(String subject) {
        return peer.taken().stream()
                .filter(mail -> mail.source().contains(subject))
                .findAny();
    }

    private static String newSubject() {
        return "sending " + UUID.randomUUID();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
