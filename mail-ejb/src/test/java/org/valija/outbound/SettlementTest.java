package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.DeliverBy;
import org.valija.EnhancedStatus;
import org.valija.Envelope;
import org.valija.EnvelopeId;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.OriginalRecipient;
import org.valija.RecipientOptions;
import org.valija.RecipientOptions.Event;
import org.valija.TransmissionOptions;
import org.valija.TransmissionOptions.Body;
import org.valija.TransmissionOptions.Returned;
import org.valija.content.Content;
import org.valija.content.ContentSource;
import org.valija.content.ContentSpool;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.delivery.RemoteReply;
import org.valija.dkim.Submitter;
import org.valija.route.RetryTerms;
import org.valija.route.TestRoutes;

/** What senders are told, and when, by what they have asked for. */
class SettlementTest {

    private static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");
    private static final MailAddress LUIS = MailAddress.parse("luis@b.test");
    private static final String MESSAGE = "Subject: Hola\r\n\r\nel cuerpo\r\n";

    @TempDir
    Path directory;

    private DeferredStore store;
    private Cancellations cancellations;
    private final Queue queue = new Queue();

    /** What was put into the ready queue. */
    private static final class Queue extends ReadyQueue {

        private final List<QueuedMail> mails = new ArrayList<>();
        private final List<String> contents = new ArrayList<>();

        @Override
        public void put(List<QueuedMail> queued, ContentSource content) throws IOException {
            mails.addAll(queued);
            contents.add(new String(content.open().readAllBytes(), StandardCharsets.UTF_8));
        }

        String report() {
            return String.join("", contents);
        }
    }

    @BeforeEach
    void open() {
        JdbcDataSource database = TestDatabase.create();
        store = new DeferredStore(database);
        cancellations = new Cancellations(database);
    }

    private Settlement settlement() {
        return settlement(RetryTerms.DEFAULT);
    }

    private Settlement settlement(RetryTerms ofRoute) {
        OutboundSettings settings = SettingsOfTests.standard();
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        return new Settlement(
                store,
                cancellations,
                queue,
                new PublishedEvents().of(EventSettings.Audience.NONE, clock),
                null,
                settings,
                TestRoutes.of(TestRoutes.toPort(1, Optional.empty(), 25, ofRoute)),
                new Agenda(),
                ReturnWatch.none(),
                clock);
    }

    private static TransmissionOptions options(Returned returned, boolean requireTls, DeliverBy by) {
        return new TransmissionOptions(
                Body.SEVEN_BIT,
                false,
                Optional.ofNullable(returned),
                Optional.of(new EnvelopeId("uno+dos")),
                requireTls,
                Optional.empty(),
                0,
                Optional.ofNullable(by));
    }

    /** @param notify as in the parameter; null for none */
    private static QueuedMail mail(String sender, TransmissionOptions options, String notify) {
        Optional<Set<Event>> events = Optional.ofNullable(notify)
                .map(words -> words.equals("NEVER")
                        ? Set.of()
                        : Set.copyOf(Arrays.stream(words.split("\\+"))
                                .map(Event::valueOf)
                                .toList()));
        RecipientOptions theirs =
                new RecipientOptions(events, Optional.of(new OriginalRecipient("rfc822", "luis+x@a.test")));
        return new QueuedMail(
                new MailId("uno"),
                "b.test",
                new Envelope(
                        Optional.ofNullable(sender).map(MailAddress::parse),
                        List.of(LUIS),
                        options,
                        Map.of(LUIS, theirs)),
                Terms.by(Submitter.SERVER),
                NOW.minusSeconds(600),
                NOW.plus(Duration.ofDays(5)),
                0,
                false);
    }

    private static final RemoteReply TAKEN = new RemoteReply(250, Optional.empty(), "250 taken");

    private static RecipientOutcome outcome(String name) {
        return switch (name) {
            case "relayed" -> new Delivered(LUIS, "mx.b.test", TAKEN, false, false);
            case "passed" -> new Delivered(LUIS, "mx.b.test", TAKEN, true, true);
            case "passed, deadline unknown" -> new Delivered(LUIS, "mx.b.test", TAKEN, true, false);
            case "failed" -> new Bounced(LUIS, Failure.local(EnhancedStatus.parse("5.1.1"), "No such user"));
            default -> new Deferred(LUIS, Failure.local(EnhancedStatus.parse("4.2.2"), "Mailbox full"));
        };
    }

    private void settle(QueuedMail mail, String outcome) throws Exception {
        try (Content content = content()) {
            settlement().settle(mail, content, new Attempt.Tried(List.of(outcome(outcome))));
        }
    }

    private Content content() throws IOException {
        return ContentSpool.spool(new ByteArrayInputStream(MESSAGE.getBytes(StandardCharsets.UTF_8)), directory);
    }

    @ParameterizedTest
    @CsvSource({
        "relayed, , ''",
        "relayed, FAILURE+DELAY, ''",
        "relayed, SUCCESS, relayed",
        "passed, SUCCESS, ''",
        "failed, , failed",
        "failed, FAILURE, failed",
        "failed, SUCCESS+DELAY, ''",
        "failed, NEVER, ''",
        "relayed, NEVER, ''",
        "deferred, SUCCESS+FAILURE+DELAY, ''"
    })
    void tellsWhatTheSenderWantsToHearOf(String outcome, String notify, String action) throws Exception {
        settle(mail("ana@ejemplo.com", options(null, false, null), notify), outcome);

        if (action.isEmpty()) {
            assertThat(queue.mails).isEmpty();
            return;
        }
        assertThat(queue.report())
                .contains(
                        "To: <ana@ejemplo.com>\r\n",
                        "Original-Envelope-Id: uno+dos\r\n",
                        "Original-Recipient: rfc822; luis+x@a.test\r\n",
                        "Final-Recipient: rfc822; luis@b.test\r\n",
                        "Action: " + action + "\r\n");
        Envelope envelope = queue.mails.get(0).envelope();
        assertThat(envelope.reversePath()).isEmpty();
        assertThat(envelope.options(envelope.recipients().get(0)).notifications())
                .contains(Set.of());
    }

    @ParameterizedTest
    @CsvSource({"relayed", "failed"})
    void nobodyIsToldOfAMessageWithoutReversePath(String outcome) throws Exception {
        settle(mail(null, options(Returned.FULL, false, null), "SUCCESS+FAILURE"), outcome);

        assertThat(queue.mails).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "failed, FULL, false, true",
        "failed, HDRS, false, false",
        "failed, , false, false",
        "failed, FULL, true, false",
        "relayed, FULL, false, false"
    })
    void returnsAsMuchAsWasAskedFor(String outcome, Returned returned, boolean requireTls, boolean whole)
            throws Exception {
        settle(mail("ana@ejemplo.com", options(returned, requireTls, null), "SUCCESS+FAILURE"), outcome);

        assertThat(queue.report()).contains("Subject: Hola\r\n");
        assertThat(queue.report().contains("el cuerpo")).isEqualTo(whole);
        // RFC 8689 section 5
        assertThat(queue.mails.get(0).options().requireTls()).isEqualTo(requireTls);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false"})
    void ofAMessageThatIsTooLargeTheHeaderComesBack(int more, boolean whole) throws Exception {
        long limit = SettingsOfTests.standard().notifications().maxReturned();
        String large = MESSAGE + "x".repeat((int) limit + more - MESSAGE.length());
        QueuedMail mail = mail("ana@ejemplo.com", options(Returned.FULL, false, null), null);
        try (Content content =
                ContentSpool.spool(new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)), directory)) {
            settlement().settle(mail, content, new Attempt.Tried(List.of(outcome("failed"))));
        }

        assertThat(queue.report()).contains("Subject: Hola\r\n");
        assertThat(queue.report().contains("el cuerpo")).isEqualTo(whole);
    }

    @Test
    void whatIsLateComesBackIfItsSenderWantsThat() throws Exception {
        DeliverBy by = new DeliverBy(NOW, DeliverBy.Mode.RETURN, false);
        settle(mail("ana@ejemplo.com", options(null, false, by), null), "deferred");

        assertThat(queue.report()).contains("Action: failed\r\nStatus: 5.4.7\r\n");
        assertThat(store.count()).isZero();
    }

    @Test
    void orGoesOnBehindAWordToItsSender() throws Exception {
        DeliverBy by = new DeliverBy(NOW, DeliverBy.Mode.NOTIFY, false);
        settle(mail("ana@ejemplo.com", options(null, false, by), null), "deferred");

        assertThat(queue.report())
                .contains("Action: delayed\r\nStatus: 4.4.7\r\n", "Will-Retry-Until: Sat, 28 Nov 2026 18:00:00 +0000");
        DeferredStore.Claim left = Claims.due(store, 1, NOW.plusSeconds(3600), Duration.ofMinutes(1))
                .get(0);
        assertThat(left.mail().isLate(NOW.plusSeconds(3600))).isFalse(); // told once
        // RFC 2852 section 4.1.4: the next hop is to hear since when it is late.
        assertThat(left.mail().options().deliverBy()).contains(by);

        try (Content content = content()) {
            settlement().settle(left, content, new Attempt.Tried(List.of(outcome("deferred"))));
        }
        assertThat(queue.mails).hasSize(1);
        QueuedMail again = Claims.due(store, 1, NOW.plusSeconds(7200), Duration.ofMinutes(1))
                .get(0)
                .mail();
        assertThat(again.lateKnown()).isTrue();
        assertThat(store.waiting(0, 1).get(0).nextAttempt()).isAfter(NOW);
    }

    /** RFC 2852 sections 4.1.4 and 4.1.4.2. */
    @ParameterizedTest
    @CsvSource({
        "'passed, deadline unknown', 10, , true",
        "'passed, deadline unknown', 10, FAILURE, true",
        "'passed, deadline unknown', 10, NEVER, false",
        "'passed, deadline unknown', -10, , false",
        "passed, 10, , false",
        "relayed, 10, , true"
    })
    void theLastHostThatKnowsTheDeadlineTellsSo(String outcome, int seconds, String notify, boolean told)
            throws Exception {
        DeliverBy by = new DeliverBy(NOW.plusSeconds(seconds), DeliverBy.Mode.NOTIFY, false);
        settle(mail("ana@ejemplo.com", options(null, false, by), notify), outcome);

        assertThat(queue.report().contains("Action: relayed")).isEqualTo(told);
        assertThat(queue.report().contains("\r\nDeliver-By-Date: Mon, 23 Nov 2026 18:00:10 +0000\r\n"))
                .isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({"'passed, deadline unknown', 10", "deferred, -10"})
    void aDeadlineThatNobodyIsToHearOfMakesNoReport(String outcome, int seconds) throws Exception {
        DeliverBy by = new DeliverBy(NOW.plusSeconds(seconds), DeliverBy.Mode.NOTIFY, false);
        settle(mail("ana@ejemplo.com", options(null, false, by), null).withLateKnown(), outcome);

        assertThat(queue.mails).isEmpty();
    }

    /** RFC 6710 section 4.6, RFC 4865 section 5.1.2. */
    @Test
    void aReportIsAsUrgentAsTheMessageAndRepeatsWhenItWasToGo() throws Exception {
        TransmissionOptions options = new TransmissionOptions(
                Body.SEVEN_BIT,
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of(NOW.minusSeconds(60)),
                7,
                Optional.empty());
        settle(mail("ana@ejemplo.com", options, null), "failed");

        assertThat(queue.mails.get(0).options().priority()).isEqualTo(7);
        assertThat(queue.mails.get(0).options().holdUntil()).isEmpty();
        assertThat(queue.report())
                .contains("\r\nArrival-Date: ", "\r\nFuture-Release-Request: until;2026-11-23T17:59:00Z\r\n");
    }

    @Test
    void theNextAttemptIsNotBehindTheDeadline() throws Exception {
        DeliverBy by = new DeliverBy(NOW.plusSeconds(10), DeliverBy.Mode.RETURN, false);
        settle(mail("ana@ejemplo.com", options(null, false, by), null), "deferred");

        assertThat(queue.mails).isEmpty();
        assertThat(store.waiting(0, 1).get(0).nextAttempt()).isEqualTo(NOW.plusSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({", true", "SUCCESS, true", "NEVER, false"})
    void aTraceTellsOfEachHost(String notify, boolean told) throws Exception {
        DeliverBy by = new DeliverBy(NOW.plusSeconds(10), DeliverBy.Mode.NOTIFY, true);
        settle(mail("ana@ejemplo.com", options(null, false, by), notify), "passed");

        assertThat(queue.report().contains("Action: relayed")).isEqualTo(told);
    }

    private static QueuedMail held() {
        TransmissionOptions held = new TransmissionOptions(
                Body.SEVEN_BIT,
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of(NOW.plusSeconds(3600)),
                0,
                Optional.empty());
        Envelope envelope = new Envelope(Optional.empty(), List.of(LUIS), held, Map.of());
        return QueuedMail.split(MailId.create(), envelope, Submitter.SERVER, NOW, Duration.ofDays(5))
                .get(0);
    }

    @Test
    void whatIsHeldWaitsInTheStoreAndThenHasAllItsTime() throws Exception {
        QueuedMail mail = held();
        assertThat(mail.isHeld(NOW)).isTrue();
        try (Content content = content()) {
            settlement().hold(mail, content);
        }

        assertThat(Claims.due(store, 1, NOW.plusSeconds(3599), Duration.ofMinutes(1)))
                .isEmpty();
        QueuedMail due = Claims.due(store, 1, NOW.plusSeconds(3600), Duration.ofMinutes(1))
                .get(0)
                .mail();
        assertThat(due).isEqualTo(mail);
        assertThat(due.isHeld(NOW.plusSeconds(3600))).isFalse();
        assertThat(due.expires()).isEqualTo(NOW.plusSeconds(3600).plus(Duration.ofDays(5)));
    }

    /** It was cancelled while it was in the ready queue, or while an attempt was under way. */
    @Test
    void whatWasCancelledDoesNotComeToTheStore() throws Exception {
        QueuedMail mail = mail("ana@ejemplo.com", options(null, false, null), null);
        cancellations.request(mail.id(), NOW);

        settle(mail, "deferred");

        assertThat(store.count()).isZero();
        assertThat(queue.mails).isEmpty();
    }

    @Test
    void norIsItHeldThere() throws Exception {
        QueuedMail mail = held();
        cancellations.request(mail.id(), NOW);
        try (Content content = content()) {
            settlement().hold(mail, content);
        }
        assertThat(store.count()).isZero();
    }

    @Test
    void norDoesItStayThere() throws Exception {
        QueuedMail mail = mail("ana@ejemplo.com", options(null, false, null), null);
        settle(mail, "deferred");
        Instant due = NOW.plusSeconds(3600);
        DeferredStore.Claim claim =
                Claims.due(store, 1, due, Duration.ofMinutes(1)).get(0);
        cancellations.request(mail.id(), NOW);

        try (Content content = content()) {
            assertThat(settlement().settle(claim, content, new Attempt.Tried(List.of(outcome("deferred")))))
                    .isTrue();
        }

        assertThat(store.count()).isZero();
        assertThat(queue.mails).isEmpty();
    }

    /** Nobody is told of a message that was given up by its sender, but of what was delivered before. */
    @ParameterizedTest
    @CsvSource({"failed, FAILURE, ''", "deferred, DELAY, ''", "relayed, SUCCESS, relayed"})
    void whatWasCancelledIsNotReported(String outcome, String notify, String action) throws Exception {
        DeliverBy past = new DeliverBy(NOW.minusSeconds(1), DeliverBy.Mode.NOTIFY, false);
        QueuedMail mail =
                mail("ana@ejemplo.com", options(null, false, outcome.equals("deferred") ? past : null), notify);
        cancellations.request(mail.id(), NOW);

        settle(mail, outcome);

        if (action.isEmpty()) {
            assertThat(queue.report()).isEmpty();
        } else {
            assertThat(queue.report()).contains("Action: " + action + "\r\n");
        }
        assertThat(store.count()).isZero();
    }

    @Test
    void whileTheDatabaseIsAwayAFailureIsReported() throws Exception {
        JdbcDataSource away = new JdbcDataSource();
        away.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";IFEXISTS=TRUE");
        cancellations = new Cancellations(away);
        settle(mail("ana@ejemplo.com", options(null, false, null), "FAILURE"), "failed");
        assertThat(queue.report()).contains("Action: failed\r\n");
    }

    /** Its row was written in the same instant as the cancellation, and neither saw the other. */
    @Test
    void norIsItTried() throws Exception {
        QueuedMail mail = mail("ana@ejemplo.com", options(null, false, null), null);
        QueuedMail other = QueuedMail.split(
                        new MailId("dos"), mail.envelope(), Submitter.SERVER, NOW, Duration.ofDays(5))
                .get(0);
        settle(mail, "deferred");
        settle(other, "deferred");
        cancellations.request(mail.id(), NOW);

        assertThat(settlement().withoutCancelled(Claims.due(store, 10, NOW.plusSeconds(3600), Duration.ofMinutes(1))))
                .extracting(claim -> claim.mail().id())
                .containsExactly(new MailId("dos"));
        assertThat(store.count()).isEqualTo(1);
    }

    @Test
    void aWorkerDropsWhatThisNodeKnowsToBeCancelled() throws Exception {
        QueuedMail mail = mail("ana@ejemplo.com", options(null, false, null), null);
        assertThat(settlement().isDropped(mail)).isFalse();
        cancellations.know(mail.id(), NOW);
        assertThat(settlement().isDropped(mail)).isTrue();
    }

    private DeferredStore.Claim claim(Instant now) throws Exception {
        return Claims.due(store, 1, now, Duration.ofMinutes(1)).get(0);
    }

    private static QueuedMail old(String sender, String notify) {
        QueuedMail mail = mail(sender, options(null, false, null), notify);
        return new QueuedMail(
                mail.id(),
                mail.destination(),
                mail.envelope(),
                mail.terms(),
                NOW.minus(Duration.ofHours(4)),
                mail.expires(),
                5,
                false);
    }

    @ParameterizedTest
    @CsvSource({"ana@ejemplo.com, , 1", "ana@ejemplo.com, DELAY, 1", "ana@ejemplo.com, FAILURE, 0", ", , 0"})
    void afterFourHoursItsSenderIsToldOfTheDelayOnce(String sender, String notify, int reports) throws Exception {
        settle(old(sender, notify), "deferred");

        assertThat(queue.mails).hasSize(reports);
        if (reports > 0) {
            assertThat(queue.report())
                    .contains("Action: delayed\r\nStatus: 4.4.7\r\n", "Will-Retry-Until: ", "Mailbox full");
        }
        try (Content content = content()) {
            settlement().settle(claim(NOW.plusSeconds(4000)), content, new Attempt.Tried(List.of(outcome("deferred"))));
        }
        assertThat(queue.mails).hasSize(reports);
    }

    @Test
    void beforeThatHeIsNot() throws Exception {
        settle(mail("ana@ejemplo.com", options(null, false, null), null), "deferred");

        assertThat(queue.mails).isEmpty();
        assertThat(claim(NOW.plusSeconds(4000)).waiting().warnAt())
                .contains(NOW.minusSeconds(600).plus(Duration.ofHours(4)));
    }

    @Test
    void whatIsPostponedHasHadNoAttempt() throws Exception {
        QueuedMail mail = mail("ana@ejemplo.com", options(null, false, null), null);
        Instant until = NOW.plusSeconds(77);
        Failure reason = Failure.local(EnhancedStatus.parse("4.4.5"), "The site is busy");
        try (Content content = content()) {
            settlement().settle(mail, content, new Attempt.Postponed(until, reason));
        }

        DeferredStore.Claim claim = claim(until);
        assertThat(claim.mail().attempts()).isZero();
        assertThat(claim.waiting().reason()).isEqualTo("The site is busy");
        assertThat(Claims.due(store, 1, until.minusMillis(1), Duration.ofMinutes(1)))
                .isEmpty();
    }

    @Test
    void norIsItKeptBeyondItsTime() throws Exception {
        QueuedMail mail = mail("ana@ejemplo.com", options(null, false, null), null);
        QueuedMail expired = new QueuedMail(
                mail.id(), mail.destination(), mail.envelope(), mail.terms(), mail.queuedAt(), NOW, 3, false);
        Failure reason = Failure.local(EnhancedStatus.parse("4.4.5"), "The site is busy");
        try (Content content = content()) {
            settlement().settle(expired, content, new Attempt.Postponed(NOW.plusSeconds(77), reason));
        }

        assertThat(queue.report()).contains("Action: failed\r\nStatus: 5.4.7\r\n", "The site is busy");
        assertThat(store.count()).isZero();
    }

    /** By the schedule of its route, up to a tenth longer; given up when the route says so. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "         |     | false | 60   | 432000",
                "10m      |     | false | 600  | 432000",
                "10m      | 12h | false | 600  | 43200",
                "         | 10d | false | 60   | 864000",
                "         | 12h | true  | 60   | 43200",
                "         | 10d | true  | 60   | 432000",
                "2h       | 1h  | false | 3600 | 3600"
            })
    void whatWaitsGoesByItsRoute(
            String schedule, String expiry, boolean senderHasSaid, long secondsToNext, long secondsToEnd)
            throws Exception {
        RetryTerms ofRoute = RetryTerms.parse(Optional.ofNullable(schedule), Optional.ofNullable(expiry));
        QueuedMail mail = mail("ana@ejemplo.com", options(null, false, null), null);
        QueuedMail sent = new QueuedMail(
                mail.id(),
                mail.destination(),
                mail.envelope(),
                new Terms("transactional", Optional.empty(), senderHasSaid, Submitter.SERVER),
                NOW,
                NOW.plus(Duration.ofDays(5)),
                0,
                false);

        try (Content content = content()) {
            settlement(ofRoute).settle(sent, content, new Attempt.Tried(List.of(outcome("deferred"))));
        }

        assertThat(store.waiting(0, 10)).singleElement().satisfies(waiting -> {
            assertThat(waiting.nextAttempt())
                    .isBetween(
                            NOW.plusSeconds(secondsToNext),
                            NOW.plusSeconds(secondsToNext + Math.max(1, secondsToNext / 10)));
            assertThat(waiting.expires()).isEqualTo(NOW.plusSeconds(secondsToEnd));
        });
    }

    @Test
    void theShorterTimeOfARouteEndsInABounce() throws Exception {
        RetryTerms ofRoute = RetryTerms.parse(Optional.empty(), Optional.of("3h"));
        settle(old("ana@ejemplo.com", "FAILURE"), "deferred"); // under no such terms, 4 hours ago
        DeferredStore.Claim claim = claim(NOW.plusSeconds(7200));

        try (Content content = content()) {
            assertThat(settlement(ofRoute).settle(claim, content, new Attempt.Tried(List.of(outcome("deferred")))))
                    .isTrue();
        }

        assertThat(queue.report()).contains("Action: failed", "Status: 5.4.7");
        assertThat(store.count()).isZero();
    }
}
