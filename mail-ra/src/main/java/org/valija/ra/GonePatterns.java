package org.valija.ra;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Patterns of beans that went away: suspended, being redeployed, or not started yet after the server has come up. Mail for
 * them is put off, not refused, for 30 days, or until a bean with the same pattern comes, or 1,000 others have gone.
 *
 * <p>For the first ten minutes such a pattern even hides less specific ones of other beans, so that a redeployment sends
 * no mail to a catch-all. After that those come first, and so does relaying: a catch-all that went for good must not hold
 * up what users send. The same holds for the other addresses of a domain that none but such beans received in: it may
 * never have been ours. Not safe for use by many threads.
 */
final class GonePatterns {

    static final int MAX = 1_000;
    static final Duration REMEMBERED = Duration.ofDays(30);
    static final Duration HIDING = Duration.ofMinutes(10);

    private final LinkedHashMap<RecipientPattern, Gone> patterns = new LinkedHashMap<>();

    /**
     * @param listeners those that the bean received on; empty for all
     * @param since when it went
     * @param hidesUntil until when its pattern hides less specific ones
     */
    record Gone(Set<String> listeners, Instant since, Instant hidesUntil) {

        boolean isHiding(Instant now) {
            return now.isBefore(hidesUntil);
        }

        boolean isRemembered(Instant now) {
            return now.isBefore(since.plus(REMEMBERED));
        }

        static Gone later(Gone one, Gone other) {
            return one.hidesUntil.isAfter(other.hidesUntil) ? one : other;
        }

        boolean listenedOn(String listener) {
            return listeners.isEmpty() || listeners.contains(listener);
        }
    }

    /** One that went just now. */
    void add(RecipientPattern pattern, Set<String> listeners, Instant now) {
        add(pattern, new Gone(listeners, now, now.plus(HIDING)), now);
    }

    /** One that may have gone earlier; does nothing if that was too long ago. */
    void add(RecipientPattern pattern, Gone bean, Instant now) {
        patterns.remove(pattern); // so that it becomes the newest
        patterns.put(pattern, bean);
        forget(now);
        var oldest = patterns.keySet().iterator();
        while (patterns.size() > MAX) {
            oldest.next();
            oldest.remove();
        }
    }

    /** Those that went too long ago. */
    void forget(Instant now) {
        patterns.values().removeIf(bean -> !bean.isRemembered(now));
    }

    void remove(RecipientPattern pattern) {
        patterns.remove(pattern);
    }

    /** The oldest first; not changed any more. */
    Map<RecipientPattern, Gone> snapshot() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(patterns));
    }
}
