package org.valija.suppression;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.valija.MailAddress;
import org.valija.settings.InvalidSettingException;

/**
 * An entry as somebody has written it down, to be checked.
 *
 * @param stream a name, or {@code *} for all; blank for all
 * @param reason as in {@code HARD_BOUNCE}, in any case; blank for {@code MANUAL}
 * @param expires a time such as {@code 2027-01-31T00:00:00Z}; blank for never
 */
public record NewSuppression(String address, String stream, String reason, String expires, String detail) {

    /** @throws InvalidSettingException if a value is wrong */
    Suppression check(Instant now) {
        return new Suppression(
                "",
                checkedAddress(),
                checkedStream(),
                checkedReason(),
                checkedDetail(),
                now,
                checkedEnd(now),
                Optional.empty());
    }

    private MailAddress checkedAddress() {
        try {
            return MailAddress.parse(address.strip());
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("address", e.getMessage());
        }
    }

    private String checkedStream() {
        String name = stream.strip();
        if (name.isEmpty()) {
            return Suppression.ALL_STREAMS;
        }
        if (!name.equals(Suppression.ALL_STREAMS) && !name.matches("[a-z0-9-]{1,32}")) {
            throw new InvalidSettingException(
                    "stream", "A stream is 1 to 32 lower-case letters, digits and hyphens, or * for all of them.");
        }
        return name;
    }

    private Suppression.Reason checkedReason() {
        if (reason.isBlank()) {
            return Suppression.Reason.MANUAL;
        }
        try {
            return Suppression.Reason.valueOf(reason.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "reason", "A reason is HARD_BOUNCE, SOFT_BOUNCES, COMPLAINT or MANUAL; nothing is MANUAL.");
        }
    }

    private String checkedDetail() {
        if (detail.length() > Suppression.MAX_DETAIL) {
            throw new InvalidSettingException(
                    "detail", "A text has at most " + Suppression.MAX_DETAIL + " characters.");
        }
        return detail;
    }

    private Optional<Instant> checkedEnd(Instant now) {
        if (expires.isBlank()) {
            return Optional.empty();
        }
        try {
            Instant end = Instant.parse(expires.strip());
            if (end.isAfter(now)) {
                return Optional.of(end);
            }
            throw new InvalidSettingException("expires", "It has ended already: " + end + ".");
        } catch (DateTimeParseException e) {
            throw new InvalidSettingException("expires", "A time is written as in 2027-01-31T00:00:00Z.");
        }
    }
}
