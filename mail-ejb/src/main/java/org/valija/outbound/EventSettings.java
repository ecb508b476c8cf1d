package org.valija.outbound;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.valija.MailAddress;
import org.valija.route.RetrySchedule;

/**
 * Which delivery events there are, set by system properties.
 *
 * @param audience {@code valija.events}: of which messages; by default of those with a business key
 * @param expiry {@code valija.events.expiry}: how long they wait for a subscriber; by default 7 days
 */
record EventSettings(Audience audience, Duration expiry) {

    /** Of which messages there are events. */
    enum Audience {
        /** Of no message. */
        NONE,
        /** Of those with a business key: whoever gives one wants to find the message again. */
        KEYED,
        /** Of those, too, that have a reverse-path: all but reports. */
        ALL
    }

    /** @throws IllegalArgumentException if a value can't be read; the message names its property */
    static EventSettings read() {
        return new EventSettings(
                OutboundSettings.named("valija.events", "keyed", EventSettings::audience),
                OutboundSettings.named("valija.events.expiry", "7d", EventSettings::expiry));
    }

    private static Audience audience(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "none" -> Audience.NONE;
            case "keyed" -> Audience.KEYED;
            case "all" -> Audience.ALL;
            default -> throw new IllegalArgumentException("it is keyed, all or none");
        };
    }

    private static Duration expiry(String text) {
        Duration expiry = RetrySchedule.duration(text);
        if (expiry.isZero()) { // for JMS that means never
            throw new IllegalArgumentException("it is longer than nothing");
        }
        return expiry;
    }

    boolean areFor(Optional<String> businessKey, Optional<MailAddress> reversePath) {
        return switch (audience) {
            case NONE -> false;
            case KEYED -> businessKey.isPresent();
            case ALL -> businessKey.isPresent() || reversePath.isPresent();
        };
    }
}
