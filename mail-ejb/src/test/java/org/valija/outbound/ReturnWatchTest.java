package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.dkim.Submitter;
import org.valija.feedback.OwnBounces;
import org.valija.verp.Addresses;
import org.valija.verp.Departures;
import org.valija.verp.ReturnAddresses;

/** Which mail leaves with a return address of ours. */
class ReturnWatchTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

    private final ReturnAddresses addresses = Addresses.at(NOW);
    private final ReturnWatch watch = new ReturnWatch(addresses, new Departures(), new OwnBounces());

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
}
