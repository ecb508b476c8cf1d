package org.valija.settings;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Settings in memory, as they were committed last. Safe for use by many threads.
 *
 * @param <T> what they have been made into, once, when they were changed
 */
public final class Published<T> {

    private final AtomicReference<Version<T>> current;

    private record Version<T>(long revision, T settings) {}

    /** @param before what holds until the first ones are known */
    public Published(T before) {
        current = new AtomicReference<>(new Version<>(-1, before));
    }

    public T get() {
        return current.get().settings;
    }

    /** Of the settings that are in force; -1 if none are known yet. */
    public long revision() {
        return current.get().revision;
    }

    /**
     * For {@link CommittedChange}: what can fail has been done by now.
     *
     * @param revision a later one is higher
     * @return puts the settings into force, unless newer ones are known already: two changes that were committed one after
     *     the other may arrive here the other way round
     */
    public Runnable prepare(long revision, T settings) {
        Version<T> prepared = new Version<>(revision, settings);
        return () -> current.accumulateAndGet(prepared, (a, b) -> a.revision > b.revision ? a : b);
    }
}
