package org.valija.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.DeliveryEvent;
import org.valija.DeliveryEvent.BounceClass;
import org.valija.DeliveryEvent.FailureClass;
import org.valija.DeliveryEvent.Kind;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.Queue;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** An application hears what became of its messages, by their business key, and of nothing that was rolled back. */
@OnServer
class EventsIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String LISTENER = "listener";

    private final String key = newKey();
    private ScriptedPeer peer;

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "sending", testable = false)
    static WebArchive application() {
        return TestServer.war("sending.war").addClasses(OptionsServlet.class, RouteServlet.class);
    }

    @Deployment(name = LISTENER, managed = false, testable = false)
    static WebArchive listener() {
        return TestServer.war("listener.war").addClasses(EventBean.class, AgainBean.class, EventServlet.class);
    }

    @BeforeEach
    void start() throws IOException {
        peer = new ScriptedPeer();
        Http.postOk("/sending/routes?domain=peer.example&port=" + peer.port());
        deployer.deploy(LISTENER);
    }

    @AfterEach
    void stop() throws IOException {
        try {
            deployer.undeploy(LISTENER);
        } finally {
            peer.close();
            Http.postOk("/sending/sandbox");
        }
    }

    @Test
    void tellsOfADeferralAndThenOfTheDelivery() throws Exception {
        peer.answer("ana@peer.example", "451 4.7.1 Greylisted", "250 2.1.5 Ok");
        String id = send("", key);

        List<DeliveryEvent> events = Events.await(key, Kind.DELIVERED);
        assertThat(events)
                .extracting(DeliveryEvent::kind)
                .containsExactlyInAnyOrder(Kind.QUEUED, Kind.DEFERRED, Kind.DELIVERED);
        assertThat(events).allSatisfy(event -> {
            assertThat(event.mail()).hasToString(id);
            assertThat(event.stream()).isEqualTo("bulk");
            assertThat(event.recipients()).containsExactly(MailAddress.parse("ana@peer.example"));
            assertThat(event.reversePath()).contains(MailAddress.parse("libro@ejemplo.com"));
        });
        DeliveryEvent deferred = Events.only(events, Kind.DEFERRED);
        assertThat(deferred.attempts()).isEqualTo(1);
        assertThat(deferred.reply().orElseThrow().line()).isEqualTo("451 4.7.1 Greylisted");
        assertThat(deferred.failureClass()).contains(FailureClass.POLICY);
        assertThat(deferred.nextAttempt().orElseThrow()).isAfter(deferred.time());
        DeliveryEvent delivered = Events.only(events, Kind.DELIVERED);
        assertThat(delivered.attempts()).isEqualTo(2);
        assertThat(delivered.host()).contains("127.0.0.1");
        assertThat(delivered.reply().orElseThrow().line()).isEqualTo("250 2.0.0 Ok");
        assertThat(delivered.reply().orElseThrow().code()).isEqualTo(250);
    }

    @Test
    void tellsOfABounceWithItsClass() throws Exception {
        peer.answer("nadie@peer.example", "550 5.1.1 No such user");
        send("to=nadie@peer.example&", key);

        DeliveryEvent bounced = Events.only(Events.await(key, Kind.BOUNCED), Kind.BOUNCED);
        assertThat(bounced.status()).contains(EnhancedStatus.parse("5.1.1"));
        assertThat(bounced.failureClass()).contains(FailureClass.ADDRESS);
        assertThat(bounced.bounceClass()).contains(BounceClass.HARD);
        assertThat(bounced.reply().orElseThrow().line()).isEqualTo("550 5.1.1 No such user");
    }

    @Test
    void tellsOfAnExpiry() throws Exception {
        peer.answer("luego@peer.example", "451 4.3.0 Later");
        send("to=luego@peer.example&expire=3&", key);

        assertThat(Events.only(Events.await(key, Kind.EXPIRED), Kind.EXPIRED).status())
                .contains(EnhancedStatus.parse("5.4.7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"committed", "untransacted"})
    void tellsOfACancellationThatIsCommitted(String how) throws Exception {
        String id = send("delay=600&", key);
        Await.until("a held message", LIMIT, () -> Queue.waiting().stream().anyMatch(this::isOurs));
        cancel("rolled-back", id);
        cancel(how, id);

        assertThat(Events.await(key, Kind.CANCELLED))
                .extracting(DeliveryEvent::kind)
                .containsExactlyInAnyOrder(Kind.QUEUED, Kind.CANCELLED);
    }

    @Test
    void whatTheAdministratorCancelsIsToldToo() throws Exception {
        send("delay=600&", key);
        Queue.Waiting waiting = Await.present("a held message", LIMIT, () -> Queue.waiting().stream()
                .filter(this::isOurs)
                .findAny());
        assertThat(Http.postOk("/listener/events?row=" + waiting.key())).isEqualTo("true");

        assertThat(Events.only(Events.await(key, Kind.CANCELLED), Kind.CANCELLED)
                        .recipients())
                .containsExactly(MailAddress.parse("ana@peer.example"));
    }

    /** Later messages have come through, so it would have come by now. */
    @Test
    void tellsNothingOfWhatWasRolledBackOrHasNoKey() throws Exception {
        send("how=rolled-back&", key);
        send("", null);
        String later = newKey();
        send("", later);
        Events.await(later, Kind.DELIVERED);

        assertThat(Events.of(key)).isEmpty();
        assertThat(peer.taken()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"again-", "again-quietly-"})
    void aListenerWhoseTransactionRollsBackIsToldAgain(String beginning) throws Exception {
        String stubborn = beginning + UUID.randomUUID();
        send("", stubborn);

        Await.until("the event, twice", LIMIT, () -> Events.of(stubborn).size() == 2);
        assertThat(Events.of(stubborn)).extracting(DeliveryEvent::kind).containsOnly(Kind.DELIVERED);
    }

    @Test
    void whoWasAwayHearsOfItWhenHeIsBack() throws Exception {
        String before = newKey();
        send("", before);
        Events.await(before, Kind.DELIVERED);
        deployer.undeploy(LISTENER);
        send("", key);
        Await.until("its delivery", LIMIT, () -> peer.taken().size() == 2);
        deployer.deploy(LISTENER);

        assertThat(Events.await(key, Kind.DELIVERED))
                .extracting(DeliveryEvent::kind)
                .containsExactlyInAnyOrder(Kind.QUEUED, Kind.DELIVERED);
        assertThat(Events.of(before)).isEmpty(); // it has had those
    }

    private boolean isOurs(Queue.Waiting mail) {
        return mail.businessKey().equals(key);
    }

    /** Returns its id, or nothing if it was rolled back. */
    private static String send(String options, String key) throws IOException {
        return Http.postOk("/sending/options?" + options + (key == null ? "" : "key=" + key + "&")
                + "stream=bulk&from=libro@ejemplo.com&subject=Hola");
    }

    private static void cancel(String how, String id) throws IOException {
        Http.postOk("/sending/cancel?how=" + how + "&id=" + id);
    }

    private static String newKey() {
        return "events-" + UUID.randomUUID();
    }
}
