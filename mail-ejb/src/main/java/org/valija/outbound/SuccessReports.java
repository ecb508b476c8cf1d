package org.valija.outbound;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.ReceivedMail;
import org.valija.RecipientOptions;
import org.valija.RecipientOptions.Event;
import org.valija.spi.Registry;
import org.valija.spi.SessionPolicy;

/**
 * Whose wish to be told of success (NOTIFY=SUCCESS, RFC 3461) is heeded. Such a report goes to whatever reverse-path the
 * client gave, with a header of the client's own making, so a stranger could have us write to anybody: it is for those only
 * who may have us send mail there in any case.
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

    /** The same without the wish, if it is not heeded. What else the sender wants to be told of stays. */
    static Envelope heeded(ReceivedMail mail) {
        Envelope envelope = mail.envelope();
        boolean wished = envelope.recipients().stream()
                .anyMatch(recipient -> envelope.options(recipient).wants(Event.SUCCESS));
        if (!wished || areFor(mail)) {
            return envelope;
        }
        Map<MailAddress, RecipientOptions> options = envelope.recipientOptions().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> withoutSuccess(entry.getValue())));
        return new Envelope(envelope.reversePath(), envelope.recipients(), envelope.options(), options);
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
