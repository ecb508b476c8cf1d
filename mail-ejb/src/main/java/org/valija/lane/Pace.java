package org.valija.lane;

/**
 * Lets messages go at a rate: a token bucket that is kept as the time of the next token. Whoever is too early gets a turn,
 * one after the other, so that those who wait do not come back all together; mail that comes anew goes behind them.
 *
 * <p>Times are as System.nanoTime. For one thread at a time.
 */
public final class Pace {

    private long next;
    private long promised;

    /**
     * With a full bucket.
     *
     * @param saved how much of the past counts, as for {@link #go}
     */
    public Pace(long now, long saved) {
        next = now - saved;
        promised = now;
    }

    /**
     * How long until one more may go, in nanoseconds; 0 for now.
     *
     * @param waited whether it has waited already, and has a turn
     */
    public long untilNext(long now, boolean waited) {
        long wait = next - now;
        return Math.max(0, waited ? wait : Math.max(wait, promised - now));
    }

    /**
     * Some go.
     *
     * @param interval from one to the next, in nanoseconds
     * @param saved how many of those that could have gone before may go at once now, in nanoseconds' worth
     */
    public void go(long now, long interval, long saved, int messages) {
        next = Math.max(next - now, -saved) + now + interval * messages;
    }

    /**
     * Gives a turn to one that is too early.
     *
     * @param horizon the longest that it is sent away for: things may have changed by then
     * @return how long until then, in nanoseconds
     */
    public long turn(long now, long interval, long horizon) {
        long wait = Math.min(untilNext(now, false), horizon);
        promised = now + Math.min(wait + interval, horizon);
        return wait;
    }

    /** Keeps the next token for one that has waited. */
    void keepNext(long now, long interval, long horizon) {
        long behind = Math.min(untilNext(now, true) + interval, horizon);
        promised = now + Math.max(promised - now, behind);
    }

    /** Whether nothing is lost if it begins anew, with a full bucket. */
    public boolean isIdle(long now) {
        return untilNext(now, false) == 0;
    }
}
