package org.valija.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.Envelope;
import org.valija.EnvelopeId;
import org.valija.MailAddress;
import org.valija.RecipientOptions;
import org.valija.SendOptions;
import org.valija.TransmissionOptions;

/**
 * What a sender has laid down for a message beyond what SMTP knows.
 *
 * @param stream the stream of mail that it belongs to
 * @param businessKey what the sender calls it
 * @param perishable whether no attempt may begin once it has expired; else there is a last one then
 */
public record Terms(String stream, Optional<String> businessKey, boolean perishable) {

    /** Of mail that is relayed, and of reports. */
    static final Terms NONE = new Terms(SendOptions.TRANSACTIONAL, Optional.empty(), false);

    public Terms {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(businessKey, "businessKey");
    }

    static Terms of(SendOptions options) {
        return new Terms(
                options.stream(),
                options.businessKey(),
                options.expireAt().isPresent() || options.expireAfter().isPresent());
    }

    /**
     * The envelope with what SMTP has parameters for.
     *
     * @param options that have been checked
     */
    static Envelope envelope(Envelope composed, SendOptions options) {
        TransmissionOptions before = composed.options();
        TransmissionOptions asked = new TransmissionOptions(
                before.body(),
                before.smtpUtf8(),
                options.returned(),
                options.envelopeId().map(EnvelopeId::new),
                before.requireTls(),
                options.notBefore(),
                options.priority(),
                before.deliverBy());
        Map<MailAddress, RecipientOptions> ofRecipients =
                options.notifications().isEmpty()
                        ? composed.recipientOptions()
                        : composed.recipients().stream()
                                .collect(Collectors.toMap(
                                        Function.identity(),
                                        recipient -> new RecipientOptions(options.notifications(), Optional.empty())));
        return new Envelope(composed.reversePath(), composed.recipients(), asked, ofRecipients);
    }

    /**
     * When the message is given up.
     *
     * @param options that have been checked
     * @param otherwise how long a message lives whose sender has not said anything
     */
    static Instant expires(SendOptions options, Instant now, Duration otherwise) {
        Instant start = options.notBefore().orElse(now);
        return Stream.of(options.expireAt(), options.expireAfter().map(start::plus))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .orElseGet(() -> start.plus(otherwise));
    }
}
