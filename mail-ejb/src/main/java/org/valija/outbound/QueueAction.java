package org.valija.outbound;

import java.util.Optional;
import org.valija.route.Detour;
import org.valija.settings.InvalidSettingException;

/** What an administrator can do with mail that waits. */
public sealed interface QueueAction {

    /** The column has as many characters. */
    int MAX_REASON = 500;

    /** Keeps it until it is released; it does not expire. */
    record Hold(String reason) implements QueueAction {}

    /** Lets go what is held, at once. The time that it was held is added to its life, unless its sender has limited that. */
    record Release() implements QueueAction {}

    /** Makes its next attempt due now. */
    record Retry() implements QueueAction {}

    /** Gives it up; nobody is told. */
    record Cancel() implements QueueAction {}

    /**
     * Returns it.
     *
     * @param reason the sender reads it
     * @param tellSender whether the sender is told, as far as he wants to
     */
    record Bounce(String reason, boolean tellSender) implements QueueAction {}

    /** @param detour where it goes instead; empty for back to where the routes say */
    record Reroute(Optional<Detour> detour) implements QueueAction {}

    /** @throws InvalidSettingException if it can't be done */
    default void check() {
        if (this instanceof Bounce bounce && bounce.reason().isBlank()) {
            throw new InvalidSettingException("reason", "Say why: the sender reads it.");
        }
        String reason =
                this instanceof Bounce bounce ? bounce.reason() : this instanceof Hold hold ? hold.reason() : "";
        if (reason.length() > MAX_REASON || reason.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidSettingException(
                    "reason", "A reason is one line of at most " + MAX_REASON + " characters.");
        }
    }
}
