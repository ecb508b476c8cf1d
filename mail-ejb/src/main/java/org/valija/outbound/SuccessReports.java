package org.valija.outbound;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.valija.DeliverBy;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.ReceivedMail;
import org.valija.RecipientOptions;
import org.valija.RecipientOptions.Event;
import org.valija.spi.Registry;
import org.valija.spi.SessionPolicy;

/**
 * Whose wish to be told of success is heeded (NOTIFY=SUCCESS, RFC 3461; BY=...;RT, RFC 2852), or of a deadline where nothing
 * has failed (BY=...;N). Such a report goes to whatever reverse-path the client gave, with a header of the client's own
 * making, so a stranger could have us write to anybody: it is for those only who may have us send mail there in any case.
 * A message that is to come back at a deadline (BY=...;R) comes back as a whole wherever a next hop knows no deadlines.
 */
final class SuccessReports {

    private SuccessReports() {}

    /** Whether the client has logged in, or may relay to the reverse-path. */
    static boolean areFor(ReceivedMail mail) {
        if (mail.client().isAuthenticated()) {
            return true;
        }
        Optional<MailAddress> reversePath = mail.envelope().reversePath();
        return reversePath.isPresent()
                && Registry.find(SessionPolicy.class)
                        .filter(policy -> mayRelay(policy, mail, reversePath.get()))
                        .isPresent();
    }

    private static boolean mayRelay(SessionPolicy policy, ReceivedMail mail, MailAddress reversePath) {
        return policy.recipient(mail.client(), Optional.of(reversePath), reversePath)
                        .toCompletableFuture()
                        .getNow(new SessionPolicy.Accept())
                instanceof SessionPolicy.Relay;
    }

    /** Whether the client wants to be told, and is not: then the envelope goes on {@link #without} that wish. */
    static boolean areRefusedTo(ReceivedMail mail) {
        Envelope envelope = mail.envelope();
        boolean wished = envelope.options().deliverBy().isPresent()
                || envelope.recipients().stream()
                        .anyMatch(recipient -> envelope.options(recipient).wants(Event.SUCCESS));
        return wished && !areFor(mail);
    }

    /**
     * Whether those who are refused reports would have the message returned (BY=...;R). Only a refusal meets that: with N in
     * its place the message might be delivered when it is of no use any more, against which R is there (RFC 2852), and with
     * R we must return it where the next hop offers no DELIVERBY (section 4.1.4.1). What we refuse is returned by the server
     * that has it, as its sender wants it.
     */
    static boolean includeReturn(Envelope envelope) {
        return envelope.reversePath().isPresent() && envelope.options().hasDeadline(DeliverBy.Mode.RETURN);
    }

    /**
     * The same without the wish. What else the sender wants to be told of stays, and so does a deadline, for the next hop is
     * to hear of it.
     */
    static Envelope without(Envelope envelope) {
        Map<MailAddress, RecipientOptions> options = envelope.recipientOptions().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> withoutSuccess(entry.getValue())));
        return new Envelope(
                envelope.reversePath(),
                envelope.recipients(),
                envelope.options().withDeliverBy(envelope.options().deliverBy().map(DeliverBy::withoutTrace)),
                options);
    }

    private static RecipientOptions withoutSuccess(RecipientOptions options) {
        Optional<Set<Event>> others = options.notifications().map(events -> {
            Set<Event> rest = new HashSet<>(events);
            rest.remove(Event.SUCCESS);
            return rest;
        });
        return new RecipientOptions(others, options.originalRecipient());
    }
}
