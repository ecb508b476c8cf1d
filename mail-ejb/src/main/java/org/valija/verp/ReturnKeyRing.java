package org.valija.verp;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The keys that there are, as they were committed once. */
final class ReturnKeyRing {

    static final ReturnKeyRing EMPTY = new ReturnKeyRing(List.of());

    private final List<ReturnKey> keys;

    ReturnKeyRing(List<ReturnKey> keys) {
        this.keys =
                keys.stream().sorted(Comparator.comparing(ReturnKey::signsFrom)).toList();
    }

    /** The newest one that has begun. */
    Optional<ReturnKey> signing(Instant now) {
        ReturnKey newest = null;
        for (ReturnKey key : keys) { // at each attempt; there are two
            if (!key.signsFrom().isAfter(now)) {
                newest = key;
            }
        }
        return Optional.ofNullable(newest);
    }

    Optional<ReturnKey> find(int id) {
        return keys.stream().filter(key -> key.id() == id).findFirst();
    }

    /** Those whose last address is no longer valid, since the next one has signed for so long. */
    List<ReturnKey> outdated(Instant now, Duration validity) {
        return signing(now)
                .map(current -> keys.stream()
                        .filter(key -> key.signsFrom().isBefore(current.signsFrom()))
                        .filter(key -> endOf(key).plus(validity).isBefore(now))
                        .toList())
                .orElse(List.of());
    }

    private Instant endOf(ReturnKey key) {
        return keys.get(keys.indexOf(key) + 1).signsFrom();
    }

    /** For the next key: one that no other has. */
    int freeId() {
        int last = keys.isEmpty() ? -1 : keys.get(keys.size() - 1).id();
        int next = (last + 1) % (ReturnKey.MAX_ID + 1);
        while (find(next).isPresent()) {
            next = (next + 1) % (ReturnKey.MAX_ID + 1);
        }
        return next;
    }

    Optional<Instant> newest() {
        return keys.isEmpty()
                ? Optional.empty()
                : Optional.of(keys.get(keys.size() - 1).signsFrom());
    }
}
