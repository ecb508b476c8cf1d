package org.valija.smtp.spool;

import java.util.concurrent.atomic.AtomicLong;

/** So many octets may be in use at once. Safe for use by many threads. */
final class OctetBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    OctetBudget(long limit) {
        this.limit = limit;
    }

    /** Takes all of the octets or none. */
    boolean tryTake(long octets) {
        long before;
        do {
            before = used.get();
            if (octets > limit - before) {
                return false;
            }
        } while (!used.compareAndSet(before, before + octets));
        return true;
    }

    void giveBack(long octets) {
        used.addAndGet(-octets);
    }

    long used() {
        return used.get();
    }

    long free() {
        return limit - used.get();
    }
}
