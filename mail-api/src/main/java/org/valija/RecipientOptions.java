package org.valija;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a client asked for one recipient by parameters of RCPT (RFC 3461 sections 4.1 and 4.2).
 *
 * @param notifications what the sender wants to be told of (NOTIFY); none of them is NOTIFY=NEVER; empty where nothing was said
 * @param originalRecipient the recipient that the sender named
 */
public record RecipientOptions(Optional<Set<Event>> notifications, Optional<OriginalRecipient> originalRecipient) {

    /** Nothing was asked for. */
    public static final RecipientOptions NONE = new RecipientOptions(Optional.empty(), Optional.empty());

    public RecipientOptions {
        notifications = notifications.map(Set::copyOf);
        Objects.requireNonNull(originalRecipient, "originalRecipient");
    }

    /** What may be told of. */
    public enum Event {
        SUCCESS,
        FAILURE,
        DELAY
    }

    /** Whether the sender is to be told of this. Who said nothing is told of failures and delays (RFC 3461 section 4.1). */
    public boolean wants(Event event) {
        return notifications.map(events -> events.contains(event)).orElse(event != Event.SUCCESS);
    }
}
