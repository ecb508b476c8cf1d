package org.valija;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** As parameters of RCPT, in ASCII, with a space between them; empty if nothing was asked for. */
    public String parameters() {
        return Stream.of(
                        notifications.map(events -> "NOTIFY=" + words(events)),
                        originalRecipient.map(original -> "ORCPT=" + original.parameter()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
    }

    private static String words(Set<Event> events) {
        return events.isEmpty()
                ? "NEVER"
                : events.stream().sorted().map(Event::name).collect(Collectors.joining(","));
    }

    /** Without an original recipient that is longer, in ASCII, than another host has to take (RFC 3461 section 5.4). */
    public RecipientOptions sendable() {
        boolean tooLong = originalRecipient
                .filter(original -> original.parameter().length() > OriginalRecipient.MAX_LENGTH)
                .isPresent();
        return tooLong ? new RecipientOptions(notifications, Optional.empty()) : this;
    }
}
