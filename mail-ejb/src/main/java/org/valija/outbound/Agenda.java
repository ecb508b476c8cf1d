package org.valija.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * When each destination with something in the deferred store is worth a look, as far as this node knows. It may be wrong: a
 * look finds out, and what was not noted here is found when the store is looked through. Safe for use by many threads.
 */
public final class Agenda {

    /** Enough for a node that is busy; the store knows the others. */
    private static final int MAX_DESTINATIONS = 10_000;

    /** Whoever notes something is about to commit it. */
    private static final Duration COMMIT = Duration.ofMillis(200);

    private record Entry(String destination, Instant when) {}

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>((a, b) -> a.when().compareTo(b.when()));

    /** The entry that counts, of each destination; the others of it in the queue are passed over. */
    private final Map<String, Instant> next = new HashMap<>();

    /** The earlier of this time and one that was noted before counts. */
    synchronized void note(String destination, Instant when) {
        Instant then = when.plus(COMMIT);
        Instant known = next.get(destination);
        if (known == null ? next.size() < MAX_DESTINATIONS : then.isBefore(known)) {
            next.put(destination, then);
            entries.add(new Entry(destination, then));
        }
        if (entries.size() > 4 * MAX_DESTINATIONS) { // mostly such as do not count any more
            entries.clear();
            next.forEach((each, at) -> entries.add(new Entry(each, at)));
        }
    }

    /** The same for a destination of which nothing is noted; else what is noted stays. */
    synchronized void noteUnknown(String destination, Instant when) {
        if (!next.containsKey(destination)) {
            note(destination, when);
        }
    }

    /** Takes out the destination that has waited longest, if the time of one has come. */
    synchronized Optional<String> poll(Instant now) {
        while (!entries.isEmpty()) {
            Entry first = entries.peek();
            if (first.when().equals(next.get(first.destination()))) {
                if (first.when().isAfter(now)) {
                    return Optional.empty();
                }
                entries.poll();
                next.remove(first.destination());
                return Optional.of(first.destination());
            }
            entries.poll();
        }
        return Optional.empty();
    }
}
