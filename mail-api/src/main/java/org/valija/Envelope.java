package org.valija;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The envelope of a message (RFC 5321 section 2.3.1).
 *
 * @param reversePath where bounces go; empty for the null reverse-path {@code <>} (section 4.5.5)
 * @param recipients the forward-paths, in the order in which they were given
 * @param options what was asked for the message
 * @param recipientOptions what was asked for single recipients; those for whom nothing was are not in it
 */
public record Envelope(
        Optional<MailAddress> reversePath,
        List<MailAddress> recipients,
        TransmissionOptions options,
        Map<MailAddress, RecipientOptions> recipientOptions) {

    public Envelope {
        recipients = List.copyOf(recipients);
        Objects.requireNonNull(options, "options");
        recipientOptions = Map.copyOf(recipientOptions);
    }

    /** Nothing but addresses. */
    public Envelope(Optional<MailAddress> reversePath, List<MailAddress> recipients) {
        this(reversePath, recipients, TransmissionOptions.NONE, Map.of());
    }

    /** What was asked for a recipient. */
    public RecipientOptions options(MailAddress recipient) {
        return recipientOptions.getOrDefault(recipient, RecipientOptions.NONE);
    }

    /** The same for some of the recipients. */
    public Envelope withRecipients(List<MailAddress> some) {
        Map<MailAddress, RecipientOptions> theirs = some.stream()
                .distinct()
                .filter(recipientOptions::containsKey)
                .collect(Collectors.toMap(Function.identity(), recipientOptions::get));
        return new Envelope(reversePath, some, options, theirs);
    }

    /** The same with another reverse-path. */
    public Envelope withReversePath(MailAddress other) {
        return new Envelope(Optional.of(other), recipients, options, recipientOptions);
    }
}
