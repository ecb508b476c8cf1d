package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.valija.EnhancedStatus;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.dkim.Submitter;
import org.valija.feedback.OwnBounces;
import org.valija.verp.Addresses;
import org.valija.verp.Departures;
import org.valija.verp.ReturnAddresses;

/** Which mail leaves with a return address of ours. */
class ReturnWatchTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

    private final ReturnAddresses addresses = Addresses.at(NOW);
    private final OwnBounces bounces = new OwnBounces();
    private final ReturnWatch watch = new ReturnWatch(addresses, new Departures(), bounces);

    private static QueuedMail mail(String reversePath, String stream, Submitter submitter, String... recipients) {
        Envelope envelope = new Envelope(
                Optional.ofNullable(reversePath).map(MailAddress::parse),
                List.of(recipients).stream().map(MailAddress::parse).toList());
        Terms terms = new Terms(stream, Optional.empty(), false, submitter);
        return QueuedMail.split(MailId.create(), envelope, terms, NOW, NOW.plus(Duration.ofDays(5)))
                .get(0);
    }

    @Test
    void anApplicationsMailHasOneAndKeepsItsOwn() {
        QueuedMail mail = mail("club@ejemplo.com", "bulk", Submitter.SERVER, "luis@b.test");

        Envelope leaving = watch.leaving(mail);

        assertThat(addresses
                        .read(leaving.reversePath().orElseThrow())
                        .orElseThrow()
                        .mail())
                .isEqualTo(mail.id());
        assertThat(leaving.recipients()).isEqualTo(mail.envelope().recipients());
        assertThat(mail.reversePath()).hasValue(MailAddress.parse("club@ejemplo.com"));
    }

    @ParameterizedTest
    @CsvSource({
        "                , SERVER", // must not come back
        "club@ejemplo.com, USER",
        "club@ejemplo.com, NETWORK",
        "club@ejemplo.com, STRANGER"
    })
    void otherMailLeavesAsItIs(String reversePath, Submitter submitter) {
        QueuedMail mail = mail(reversePath, "bulk", submitter, "luis@b.test");

        assertThat(watch.leaving(mail)).isEqualTo(mail.envelope());
    }

    @ParameterizedTest
    @CsvSource({
        "bulk,          club@ejemplo.com, true",
        "avisos,        club@ejemplo.com, true",
        "transactional, club@ejemplo.com, false",
        "bulk,                          , false"
    })
    void mailToManyHasOneForEach(String stream, String reversePath, boolean each) {
        Envelope envelope = mail(reversePath, stream, Submitter.SERVER, "luis@b.test", "eva@b.test")
                .envelope();

        assertThat(watch.isForEach(envelope, stream)).isEqualTo(each);
        assertThat(ReturnWatch.none().isForEach(envelope, stream)).isFalse();
    }

    static Stream<Arguments> failures() {
        EnhancedStatus unknown = EnhancedStatus.parse("5.1.1");
        EnhancedStatus expired = EnhancedStatus.parse("5.4.7");
        return Stream.of(
                Arguments.of(new Failure(unknown, Optional.of("mx.b.test"), Optional.empty(), "No such user"), 1),
                Arguments.of(new Failure(expired, Optional.of("mx.b.test"), Optional.empty(), "Given up"), 1),
                Arguments.of(Failure.local(EnhancedStatus.parse("5.1.2"), "There is no domain b.test"), 1),
                Arguments.of(Failure.local(expired, "Given up; the last: it was paused"), 0),
                Arguments.of(Failure.local(EnhancedStatus.parse("5.7.1"), "Returned: unknown recipients"), 0));
    }

    /** An administrator's decision, or a limit, says nothing about a mailbox. */
    @ParameterizedTest
    @MethodSource("failures")
    void whatAHostOrTheDnsSaysIsABounceOfTheMailbox(Failure failure, int noted) {
        QueuedMail mail = mail("club@ejemplo.com", "bulk", Submitter.SERVER, "luis@b.test");

        watch.note(mail, List.of(new Bounced(MailAddress.parse("luis@b.test"), failure)), 1, NOW);

        assertThat(bounces.take(10)).hasSize(noted);
    }
}
