package org.valija.outbound;

import java.time.Instant;

/**
 * What an administrator has ordered about a row of the deferred store. Nobody tries the row any more.
 *
 * @param kind what
 * @param at when
 * @param by whose order it is
 * @param reason why; possibly empty
 */
public record Instruction(Kind kind, Instant at, String by, String reason) {

    /** What is to be done. */
    public enum Kind {
        /** It stays until it is released, and does not expire. */
        HOLD,
        /** It is returned to its sender. */
        BOUNCE,
        /** It has bounced, and its sender is not told. */
        BOUNCE_SILENTLY,
        /** It is given up. */
        CANCEL
    }
}
