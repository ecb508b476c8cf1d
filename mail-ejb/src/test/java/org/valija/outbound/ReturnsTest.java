package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.james.mime4j.MimeException;
import org.junit.jupiter.api.Test;
import org.valija.Client;
import org.valija.DeliveryEvent;
import org.valija.DeliveryEvent.BounceClass;
import org.valija.DeliveryEvent.Kind;
import org.valija.Envelope;
import org.valija.InvalidContentException;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.PartHandler;
import org.valija.ReceivedMail;
import org.valija.feedback.Feedback;
import org.valija.feedback.FeedbackDesk;
import org.valija.feedback.OwnBounces;
import org.valija.feedback.Samples;
import org.valija.feedback.Verdict;
import org.valija.verp.Addresses;
import org.valija.verp.Departure;
import org.valija.verp.DepartureLog;
import org.valija.verp.ReturnAddresses;

/** What becomes of what has come back, and to whom it is put down. */
class ReturnsTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final MailId MAIL = MailId.create();
    private static final MailAddress LUIS = MailAddress.parse("luis@b.test");
    private static final MailAddress EVA = MailAddress.parse("eva@b.test");
    private static final MailAddress CLUB = MailAddress.parse("club@ejemplo.com");
    private static final MailAddress COMPLAINTS = new MailAddress("complaints", Addresses.DOMAIN);

    private final ReturnAddresses addresses = Addresses.at(NOW);
    private final Left left = new Left();
    private final Desk desk = new Desk();
    private final PublishedEvents events = new PublishedEvents();
    private final QueuedMails queue = new QueuedMails();
    private final KeptMails sandbox = new KeptMails();
    private final Returns returns = new Returns(
            addresses,
            left,
            desk,
            events.of(EventSettings.Audience.KEYED, Clock.systemUTC()),
            queue,
            sandbox,
            Duration.ofDays(5));

    /** What has left, in memory. */
    private static final class Left extends DepartureLog {

        private final List<Departure> written = new ArrayList<>();
        private final List<Departure> waiting = new ArrayList<>();

        @Override
        public List<Departure> of(MailId mail) {
            return written.stream().filter(one -> one.mail().equals(mail)).toList();
        }

        @Override
        public void write() {
            written.addAll(waiting);
            waiting.clear();
        }
    }

    private static final class Desk implements FeedbackDesk {

        private final List<Feedback> heard = new ArrayList<>();

        @Override
        public void heard(Collection<Feedback> some) {
            heard.addAll(some);
        }

        @Override
        public OwnBounces ownBounces() {
            throw new UnsupportedOperationException();
        }
    }

    /** A message that came back. */
    private record Returned(byte[] octets) implements ReceivedMail {

        @Override
        public String id() {
            return "vuelta";
        }

        @Override
        public Envelope envelope() {
            return new Envelope(Optional.empty(), List.of(COMPLAINTS));
        }

        @Override
        public Client client() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant receivedAt() {
            return NOW;
        }

        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream content() {
            return new ByteArrayInputStream(octets);
        }

        @Override
        public MimeMessage mimeMessage() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void parse(PartHandler handler) throws IOException {
            try {
                Samples.walk(content(), handler);
            } catch (MimeException e) {
                throw new InvalidContentException(e.getMessage(), e);
            }
        }
    }

    private static Departure departure(MailAddress... recipients) {
        return new Departure(
                MAIL, List.of(recipients), "bulk", Optional.of("pedido-1"), CLUB, NOW.minusSeconds(60), NOW, 1);
    }

    private MailAddress addressFor(MailAddress... recipients) {
        return addresses.of(MAIL, List.of(recipients)).orElseThrow();
    }

    private void comesBack(String sample, MailAddress to) throws IOException {
        try (InputStream in = Samples.open(sample + ".eml")) {
            returns.take(new Returned(in.readAllBytes()), List.of(to), NOW);
        }
    }

    private void nothingElse() {
        assertThat(queue.mails).isEmpty();
        assertThat(sandbox.sources).isEmpty();
    }

    @Test
    void aBounceIsToldWithTheKeyOfItsMessage() throws Exception {
        left.written.add(departure(LUIS));

        comesBack("postfix-unknown-user", addressFor(LUIS));

        DeliveryEvent event = events.events.get(0);
        assertThat(event.kind()).isEqualTo(Kind.RETURNED);
        assertThat(event.businessKey()).hasValue("pedido-1");
        assertThat(event.recipients()).containsExactly(LUIS);
        assertThat(event.bounceClass()).hasValue(BounceClass.HARD);
        assertThat(event.reversePath()).hasValue(CLUB);
        assertThat(event.reply()).map(DeliveryEvent.RemoteReply::code).hasValue(550);
        assertThat(desk.heard).singleElement().satisfies(heard -> {
            assertThat(heard.recipient()).hasValue(LUIS);
            assertThat(heard.stream()).hasValue("bulk");
        });
        nothingElse();
    }

    @Test
    void whatHasLeftJustNowIsFoundToo() throws Exception {
        left.waiting.add(departure(LUIS));

        comesBack("postfix-unknown-user", addressFor(LUIS));

        assertThat(events.events).hasSize(1);
    }

    @Test
    void aBounceOfOneRecipientIsAboutNobodyElse() throws Exception {
        left.written.add(departure(EVA));

        comesBack("postfix-unknown-user", addressFor(EVA)); // it speaks of Luis

        assertThat(events.events.get(0).recipients()).containsExactly(EVA);
        assertThat(desk.heard).extracting(Feedback::recipient).containsExactly(Optional.of(EVA));
    }

    @Test
    void aBounceOfSeveralSaysWhoIsMeant() throws Exception {
        left.written.add(departure(LUIS, EVA));

        comesBack("two-recipients", addressFor(LUIS, EVA));

        assertThat(events.events)
                .extracting(event -> event.recipients().get(0), event -> event.bounceClass()
                        .orElseThrow())
                .containsExactly(tuple(LUIS, BounceClass.HARD), tuple(EVA, BounceClass.FULL));
        nothingElse();
    }

    @Test
    void orItsTextDoes() throws Exception {
        left.written.add(departure(LUIS, EVA));

        comesBack("qmail", addressFor(LUIS, EVA));

        assertThat(events.events.get(0).recipients()).containsExactly(LUIS);
    }

    @Test
    void whoWasNotSentToIsNotMeant() throws Exception {
        left.written.add(departure(EVA, MailAddress.parse("zoe@b.test")));

        comesBack("postfix-unknown-user", addressFor(EVA, MailAddress.parse("zoe@b.test")));

        assertThat(events.events).isEmpty();
        assertThat(desk.heard).extracting(Feedback::recipient).containsExactly(Optional.empty());
        assertThat(queue.mails)
                .singleElement()
                .satisfies(passed -> assertThat(passed.envelope().recipients()).containsExactly(CLUB));
    }

    @Test
    void aReportOfSuccessGoesOnAsItCameAndNeverComesBack() throws Exception {
        left.written.add(departure(LUIS));

        comesBack("delivered", addressFor(LUIS));

        assertThat(events.events).isEmpty();
        assertThat(desk.heard).isEmpty();
        QueuedMail passed = queue.mails.get(0);
        assertThat(passed.reversePath()).isEmpty();
        assertThat(passed.envelope().recipients()).containsExactly(CLUB);
        assertThat(queue.contents.get(0)).contains("Action: delivered");
    }

    @Test
    void whatBelongsToNoMessageIsForThePostmaster() throws Exception {
        comesBack("postfix-unknown-user", addressFor(LUIS));

        assertThat(events.events).isEmpty();
        assertThat(desk.heard).singleElement().satisfies(heard -> assertThat(heard.recipient())
                .isEmpty());
        assertThat(sandbox.sources).hasSize(1);
        assertThat(queue.mails).isEmpty();
    }

    @Test
    void aComplaintIsFoundByTheAddressInIt() throws Exception {
        left.written.add(departure(LUIS));
        String complaint = new String(Samples.open("complaint.eml").readAllBytes(), StandardCharsets.UTF_8)
                .replace("token@" + Addresses.DOMAIN, addressFor(LUIS).toString());

        returns.take(new Returned(complaint.getBytes(StandardCharsets.UTF_8)), List.of(COMPLAINTS), NOW);

        assertThat(events.events).extracting(DeliveryEvent::kind).containsExactly(Kind.COMPLAINED);
        assertThat(desk.heard).extracting(Feedback::verdict).containsExactly(Verdict.COMPLAINT);
        nothingElse();
    }

    @Test
    void aComplaintWithoutOneIsForThePostmaster() throws Exception {
        left.written.add(departure(LUIS));

        comesBack("complaint", COMPLAINTS);

        assertThat(events.events).isEmpty();
        assertThat(desk.heard).isEmpty();
        assertThat(sandbox.recipients).containsExactly(COMPLAINTS.toString());
    }

    @Test
    void aBounceThatWasSentToTheAddressForComplaintsIsNone() throws Exception {
        left.written.add(departure(LUIS));
        String bounce = new String(Samples.open("postfix-unknown-user.eml").readAllBytes(), StandardCharsets.UTF_8)
                .replace("token@" + Addresses.DOMAIN, addressFor(LUIS).toString());

        returns.take(new Returned(bounce.getBytes(StandardCharsets.UTF_8)), List.of(COMPLAINTS), NOW);

        assertThat(desk.heard).isEmpty();
        assertThat(sandbox.sources).hasSize(1);
    }

    @Test
    void theDomainHasItsOwnAddresses() {
        assertThat(returns.isFor(addressFor(LUIS))).isTrue();
        assertThat(returns.isFor(COMPLAINTS)).isTrue();
        assertThat(returns.isFor(new MailAddress("postmaster", Addresses.DOMAIN)))
                .isFalse();
        assertThat(returns.isPostmaster(new MailAddress("postmaster", Addresses.DOMAIN)))
                .isTrue();
        assertThat(returns.isFor(CLUB)).isFalse();
    }
}
