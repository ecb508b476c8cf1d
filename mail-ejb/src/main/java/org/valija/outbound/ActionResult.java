package org.valija.outbound;

/**
 * What an action has come to, in rows: a message has one for each of its destinations.
 *
 * @param done those with which it was done
 * @param beingTried those for which an attempt was under way. What they were told to do (hold, bounce, cancel, re-route) they do
 *     as far as the attempt leaves something to be delivered
 * @param unchanged those with which there was nothing to do
 */
public record ActionResult(long done, long beingTried, long unchanged) {

    static final ActionResult NOTHING = new ActionResult(0, 0, 0);

    ActionResult plus(ActionResult other) {
        return new ActionResult(done + other.done, beingTried + other.beingTried, unchanged + other.unchanged);
    }
}
