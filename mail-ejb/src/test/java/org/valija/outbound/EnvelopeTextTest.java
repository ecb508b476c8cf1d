package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.valija.DeliverBy;
import org.valija.Envelope;
import org.valija.EnvelopeId;
import org.valija.MailAddress;
import org.valija.OriginalRecipient;
import org.valija.RecipientOptions;
import org.valija.RecipientOptions.Event;
import org.valija.TransmissionOptions;
import org.valija.TransmissionOptions.Body;
import org.valija.TransmissionOptions.Returned;

class EnvelopeTextTest {

    @Property
    void readsWhatItWrote(@ForAll("options") TransmissionOptions options, @ForAll boolean lateKnown) {
        String text = EnvelopeText.of(options, lateKnown);
        assertThat(EnvelopeText.options(text)).isEqualTo(options);
        assertThat(EnvelopeText.isLateKnown(text)).isEqualTo(lateKnown);
    }

    @Property
    void readsWhatItWroteOfRecipients(@ForAll("recipients") List<RecipientOptions> options) {
        List<MailAddress> recipients = List.of(
                MailAddress.parse("a@b.test"), MailAddress.parse("\"c d\"@b.test"), MailAddress.parse("e@b.test"));
        Envelope envelope = new Envelope(
                Optional.empty(),
                recipients,
                TransmissionOptions.NONE,
                Map.of(recipients.get(0), options.get(0), recipients.get(2), options.get(1)));

        Envelope read = new Envelope(
                Optional.empty(),
                recipients,
                TransmissionOptions.NONE,
                EnvelopeText.recipientOptions(EnvelopeText.recipientOptions(envelope), recipients));
        assertThat(recipients).allSatisfy(r -> assertThat(read.options(r)).isEqualTo(envelope.options(r)));
    }

    @Test
    void whatWasQueuedBeforeHasNone() {
        assertThat(EnvelopeText.options("")).isEqualTo(TransmissionOptions.NONE);
        assertThat(EnvelopeText.isLateKnown("")).isFalse();
        assertThat(EnvelopeText.recipientOptions("", List.of(MailAddress.parse("a@b.test"))))
                .isEmpty();
    }

    /** The column has 1000 characters. */
    @Property
    void fitsIntoItsColumn(@ForAll("options") TransmissionOptions options) {
        assertThat(EnvelopeText.of(options, true)).hasSizeLessThan(500);
    }

    @Provide
    Arbitrary<TransmissionOptions> options() {
        Arbitrary<Instant> times =
                Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli);
        Arbitrary<DeliverBy> deadlines = Combinators.combine(
                        times, Arbitraries.of(DeliverBy.Mode.class), Arbitraries.of(true, false))
                .as(DeliverBy::new);
        return Combinators.combine(
                        Arbitraries.of(Body.class),
                        Arbitraries.of(true, false),
                        Arbitraries.of(Returned.class).optional(),
                        printable().map(EnvelopeId::new).optional(),
                        Arbitraries.of(true, false),
                        times.optional(),
                        Arbitraries.integers().between(-9, 9),
                        deadlines.optional())
                .as(TransmissionOptions::new);
    }

    @Provide
    Arbitrary<List<RecipientOptions>> recipients() {
        // An international one is several times as long in ASCII as it was on the wire.
        Arbitrary<OriginalRecipient> originals = Arbitraries.oneOf(
                Combinators.combine(Arbitraries.of("rfc822", "utf-8"), printable())
                        .as(OriginalRecipient::new),
                Arbitraries.strings()
                        .withChars("aZ@.ñé漢\\+=")
                        .ofMinLength(1)
                        .ofMaxLength(490)
                        .map(address -> new OriginalRecipient("utf-8", address)));
        Arbitrary<Set<Event>> events = Arbitraries.of(Event.class).set();
        return Combinators.combine(events.optional(), originals.optional())
                .as(RecipientOptions::new)
                .list()
                .ofSize(2);
    }

    private static Arbitrary<String> printable() {
        return Arbitraries.strings().withCharRange(' ', '~').ofMinLength(1).ofMaxLength(33);
    }
}
