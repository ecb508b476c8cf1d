package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.DeliveryEvent;
import org.valija.DeliveryEvent.Kind;
import org.valija.EnhancedStatus;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.delivery.RemoteReply;
import org.valija.dkim.Submitter;
import org.valija.outbound.EventSettings.Audience;
import org.valija.route.TestRoutes;

/** Which events there are of what. */
class DeliveryEventsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final MailId ID = new MailId("uno");
    private static final MailAddress LUIS = MailAddress.parse("luis@b.test");
    private static final MailAddress EVA = MailAddress.parse("eva@b.test");
    private static final RemoteReply TAKEN =
            new RemoteReply(250, Optional.of(EnhancedStatus.parse("2.6.0")), "250 2.6.0 taken");

    @TempDir
    Path directory;

    private final PublishedEvents topic = new PublishedEvents();
    private final KeptMails sandbox = new KeptMails();
    private DeferredStore store;
    private Cancellations cancellations;
    private Settlement settlement;

    @BeforeEach
    void open() {
        JdbcDataSource database = TestDatabase.create();
        store = new DeferredStore(database);
        cancellations = new Cancellations(database);
        settlement = new Settlement(
                store,
                cancellations,
                new QueuedMails(),
                topic.of(Audience.KEYED, CLOCK),
                sandbox,
                SettingsOfTests.standard(),
                TestRoutes.toPort(25),
                new Agenda(),
                ReturnWatch.none(),
                CLOCK);
    }

    @AfterEach
    void forgetSettings() {
        System.clearProperty("valija.events");
        System.clearProperty("valija.events.expiry");
    }

    private static QueuedMail mail(String sender, String key, Instant expires) {
        return new QueuedMail(
                ID,
                "b.test",
                new Envelope(Optional.ofNullable(sender).map(MailAddress::parse), List.of(LUIS, EVA)),
                new Terms("bulk", Optional.ofNullable(key), false, Submitter.SERVER),
                NOW.minusSeconds(600),
                expires,
                2,
                false);
    }

    private static QueuedMail mail() {
        return mail("ana@ejemplo.com", "pedido 4711", NOW.plus(Duration.ofDays(5)));
    }

    private static RecipientOutcome outcome(String name, MailAddress recipient) {
        return switch (name) {
            case "delivered" -> new Delivered(recipient, "mx.b.test", TAKEN, false, false);
            case "refused" -> new Bounced(recipient, Failure.local(EnhancedStatus.parse("5.1.1"), "No such user"));
            case "too late" -> new Bounced(recipient, Failure.local(EnhancedStatus.parse("5.4.7"), "Perished"));
            case "full" -> new Deferred(recipient, Failure.local(EnhancedStatus.parse("4.2.2"), "Mailbox full"));
            default -> new Deferred(recipient, Failure.local(EnhancedStatus.parse("4.4.1"), "No connection"));
        };
    }

    private void settle(QueuedMail mail, Attempt attempt) throws Exception {
        try (Content content = content()) {
            settlement.settle(mail, content, attempt);
        }
    }

    private Content content() throws IOException {
        return ContentSpool.spool(
                new ByteArrayInputStream("Subject: Hola\r\n\r\n".getBytes(StandardCharsets.UTF_8)), directory);
    }

    private static Attempt tried(String luis, String eva) {
        return new Attempt.Tried(List.of(outcome(luis, LUIS), outcome(eva, EVA)));
    }

    private static Attempt.Postponed postponed() {
        return new Attempt.Postponed(
                NOW.plusSeconds(30), Failure.local(EnhancedStatus.parse("4.4.5"), "Left alone for a while"));
    }

    /** As in {@code DELIVERED luis+eva}, sorted. */
    private String told() {
        return topic.events.stream()
                .map(event -> event.kind() + " "
                        + event.recipients().stream()
                                .map(MailAddress::localPart)
                                .collect(Collectors.joining("+")))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delivered | delivered | DELIVERED luis+eva",
                "delivered | refused   | BOUNCED eva, DELIVERED luis",
                "delivered | full      | DEFERRED eva, DELIVERED luis",
                "full      | full      | DEFERRED luis+eva",
                "full      | nobody    | DEFERRED eva, DEFERRED luis",
                "refused   | too late  | BOUNCED luis, EXPIRED eva",
            })
    void tellsWhatAnAttemptHasComeTo(String luis, String eva, String events) throws Exception {
        settle(mail(), tried(luis, eva));

        assertThat(told()).isEqualTo(events);
        assertThat(topic.events).allSatisfy(event -> {
            assertThat(event.mail()).isEqualTo(ID);
            assertThat(event.businessKey()).contains("pedido 4711");
            assertThat(event.stream()).isEqualTo("bulk");
            assertThat(event.reversePath()).contains(MailAddress.parse("ana@ejemplo.com"));
            assertThat(event.time()).isEqualTo(NOW);
            assertThat(event.queuedAt()).isEqualTo(NOW.minusSeconds(600));
            assertThat(event.attempts()).isEqualTo(3);
            assertThat(event.nextAttempt().isPresent()).isEqualTo(event.kind() == Kind.DEFERRED);
        });
    }

    @Test
    void tellsWhatTheNextHopHasSaid() throws Exception {
        settle(mail(), tried("delivered", "delivered"));

        DeliveryEvent event = topic.events.get(0);
        assertThat(event.host()).contains("mx.b.test");
        assertThat(event.status()).contains(EnhancedStatus.parse("2.6.0"));
        assertThat(event.reply())
                .contains(new DeliveryEvent.RemoteReply(
                        250, Optional.of(EnhancedStatus.parse("2.6.0")), "250 2.6.0 taken"));
        assertThat(event.failureClass()).isEmpty();
    }

    @Test
    void whatIsStillDeferredWhenItsTimeIsOverHasExpired() throws Exception {
        settle(mail("ana@ejemplo.com", "pedido 4711", NOW), tried("full", "delivered"));

        assertThat(told()).isEqualTo("DELIVERED eva, EXPIRED luis");
        DeliveryEvent expired = topic.events.stream()
                .filter(event -> event.kind() == Kind.EXPIRED)
                .findAny()
                .orElseThrow();
        assertThat(expired.status()).contains(EnhancedStatus.parse("5.4.7"));
        assertThat(expired.reason()).contains("Mailbox full");
    }

    /** A remote host that says 5.4.7 has refused it. */
    @Test
    void whatAHostCallsExpiredHasBounced() throws Exception {
        RemoteReply reply = new RemoteReply(554, Optional.of(EnhancedStatus.parse("5.4.7")), "554 5.4.7 Too old");
        Failure failure = new Failure(
                EnhancedStatus.parse("5.4.7"), Optional.of("mx.b.test"), Optional.of(reply), "mx.b.test answered");
        settle(mail(), new Attempt.Tried(List.of(new Bounced(LUIS, failure), outcome("delivered", EVA))));

        assertThat(told()).isEqualTo("BOUNCED luis, DELIVERED eva");
    }

    @Test
    void aPostponementIsToldOnce() throws Exception {
        settle(mail(), postponed());
        assertThat(told()).isEqualTo("DEFERRED luis+eva");
        assertThat(topic.events.get(0).attempts()).isEqualTo(2);
        assertThat(topic.events.get(0).nextAttempt()).contains(NOW.plusSeconds(30));

        DeferredStore.Claim claim =
                Claims.due(store, 1, NOW.plusSeconds(30), Duration.ofMinutes(1)).get(0);
        try (Content content = content()) {
            settlement.settle(claim, content, postponed());
        }
        assertThat(topic.events).hasSize(1);
    }

    @Test
    void theSandboxDelivers() throws Exception {
        settle(mail(), new Attempt.ForSandbox());

        assertThat(sandbox.count()).isEqualTo(1);
        assertThat(told()).isEqualTo("DELIVERED luis+eva");
        assertThat(topic.events.get(0).host()).isEmpty();
    }

    /** What was cancelled while it was on its way: those whom it has reached by then have got it all the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "full      | full    | CANCELLED luis+eva",
                "delivered | full    | CANCELLED eva, DELIVERED luis",
                "refused   | full    | BOUNCED luis, CANCELLED eva",
            })
    void tellsOfACancellation(String luis, String eva, String events) throws Exception {
        cancellations.request(ID, NOW);
        settle(mail(), tried(luis, eva));
        assertThat(told()).isEqualTo(events);
    }

    @Test
    void tellsOfWhatWasCancelledInTheReadyQueue() {
        cancellations.know(ID, NOW);
        assertThat(settlement.isDropped(mail())).isTrue();
        assertThat(told()).isEqualTo("CANCELLED luis+eva");
    }

    @Test
    void tellsOfWhatWasCancelledInTheStore() throws Exception {
        settle(mail(), tried("full", "full"));
        topic.of(Audience.KEYED, CLOCK).cancelled(store.waiting(0, 1).get(0));
        cancellations.request(ID, NOW);
        settlement.withoutCancelled(Claims.due(store, 1, NOW.plusSeconds(3600), Duration.ofMinutes(1)));

        assertThat(told()).isEqualTo("CANCELLED luis+eva, CANCELLED luis+eva, DEFERRED luis+eva");
        assertThat(topic.events.get(1).businessKey()).contains("pedido 4711");
        assertThat(topic.events.get(1).attempts()).isEqualTo(3);
        assertThat(topic.events.get(1)).isEqualTo(topic.events.get(2));
    }

    @ParameterizedTest
    @CsvSource({
        "KEYED, ana@ejemplo.com, pedido, true",
        "KEYED, ana@ejemplo.com, , false",
        "KEYED, , pedido, true",
        "ALL, ana@ejemplo.com, pedido, true",
        "ALL, ana@ejemplo.com, , true",
        "ALL, , , false",
        "ALL, , pedido, true",
        "NONE, ana@ejemplo.com, pedido, false",
    })
    void tellsOfWhatItIsSetTo(Audience audience, String sender, String key, boolean told) {
        DeliveryEvents events = topic.of(audience, CLOCK);
        QueuedMail mail = mail(sender, key, NOW);
        events.queued(List.of(mail));
        events.cancelled(mail);
        events.inSandbox(mail);
        DeliveryEvents.OfAttempt attempt = events.ofAttempt(mail, 1);
        attempt.add(LUIS, EventDetail.QUEUED);
        attempt.publish();

        assertThat(topic.events).hasSize(told ? 4 : 0);
    }

    @Test
    void eachDestinationIsQueued() {
        Envelope envelope = new Envelope(Optional.empty(), Arrays.asList(LUIS, MailAddress.parse("ana@c.test"), EVA));
        topic.of(Audience.KEYED, CLOCK)
                .queued(QueuedMail.split(
                        ID,
                        envelope,
                        new Terms("bulk", Optional.of("pedido"), false, Submitter.SERVER),
                        NOW,
                        NOW.plusSeconds(60)));
        assertThat(told()).isEqualTo("QUEUED ana, QUEUED luis+eva");
    }

    @Test
    void byDefaultWhoHasAKeyIsToldForSevenDays() {
        assertThat(EventSettings.read()).isEqualTo(new EventSettings(Audience.KEYED, Duration.ofDays(7)));
        System.setProperty("valija.events", "All");
        System.setProperty("valija.events.expiry", "12h");
        assertThat(EventSettings.read()).isEqualTo(new EventSettings(Audience.ALL, Duration.ofHours(12)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"valija.events=yes", "valija.events.expiry=0s", "valija.events.expiry=soon"})
    void aWrongSettingIsNamed(String setting) {
        String[] parts = setting.split("=");
        System.setProperty(parts[0], parts[1]);
        assertThatThrownBy(EventSettings::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(parts[0]);
    }
}
