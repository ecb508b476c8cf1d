package org.valija.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * When each backlog of the deferred store is worth a look, as far as this node knows. It may be wrong: a
 * look finds out, and what was not noted here is found when the store is looked through. Safe for use by many threads.
 */
public final class Agenda {

    /** Enough for a node that is busy; the store knows the others. */
    static final int MAX_BACKLOGS = 10_000;

    /** Whoever notes something is about to commit it. */
    private static final Duration COMMIT = Duration.ofMillis(200);

    private record Entry(Instant when, Backlog backlog) {}

    private final TreeSet<Entry> entries = new TreeSet<>(Comparator.comparing(Entry::when)
            .thenComparing(entry -> entry.backlog().lane())
            .thenComparing(entry -> entry.backlog().stream()));

    private final Map<Backlog, Entry> byBacklog = new HashMap<>();

    /** The earlier of this time and one that was noted before counts. If it is too much, the latest is forgotten. */
    synchronized void note(Backlog backlog, Instant when) {
        if (!when.isBefore(Waiting.NEVER)) {
            return;
        }
        Entry entry = new Entry(when.plus(COMMIT), backlog);
        Entry known = byBacklog.get(backlog);
        if (known != null) {
            if (!entry.when().isBefore(known.when())) {
                return;
            }
            entries.remove(known);
        }
        byBacklog.put(backlog, entry);
        entries.add(entry);
        if (entries.size() > MAX_BACKLOGS) {
            byBacklog.remove(entries.pollLast().backlog());
        }
    }

    /** Takes out the backlog that has waited longest, if the time of one has come. */
    synchronized Optional<Backlog> poll(Instant now) {
        if (entries.isEmpty() || entries.first().when().isAfter(now)) {
            return Optional.empty();
        }
        Backlog backlog = entries.pollFirst().backlog();
        byBacklog.remove(backlog);
        return Optional.of(backlog);
    }
}
