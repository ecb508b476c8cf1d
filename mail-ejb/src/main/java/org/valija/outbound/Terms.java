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
import org.valija.dkim.Submitter;

/**
 * What is known of a message beyond what SMTP knows: what its sender has laid down, and who that was.
 *
 * @param stream the stream of mail that it belongs to
 * @param businessKey what the sender calls it
 * @param perishable whether no attempt may begin once it has expired; else there is a last one then
 * @param submitter who has given us the message
 * @param user his name, if he has logged in
 */
public record Terms(
        String stream, Optional<String> businessKey, boolean perishable, Submitter submitter, Optional<String> user) {

    public Terms {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(businessKey, "businessKey");
        Objects.requireNonNull(submitter, "submitter");
        Objects.requireNonNull(user, "user");
    }

    /** Of a message that no user has given us. */
    public Terms(String stream, Optional<String> businessKey, boolean perishable, Submitter submitter) {
        this(stream, businessKey, perishable, submitter, Optional.empty());
    }

    /** The same from a user, if there is one. */
    Terms from(Optional<String> who) {
        return new Terms(stream, businessKey, perishable, submitter, who);
    }

    /** Of mail that is relayed, and of reports: nobody has laid down anything. */
    static Terms by(Submitter submitter) {
        return new Terms(SendOptions.TRANSACTIONAL, Optional.empty(), false, submitter);
    }

    /** Of mail that an application sends. */
    static Terms of(SendOptions options) {
        return new Terms(
                options.stream(),
                options.businessKey(),
                options.expireAt().isPresent() || options.expireAfter().isPresent(),
                Submitter.SERVER);
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
