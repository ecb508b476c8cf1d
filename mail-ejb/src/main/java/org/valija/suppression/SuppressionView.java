package org.valija.suppression;

import java.util.function.Consumer;
import org.valija.MailAddress;

/**
 * Which addresses may be on the list, from memory: most certainly are not, and for the others the database is to be asked. Safe
 * for use by many threads.
 */
public final class SuppressionView {

    private volatile AddressFilter current = new AddressFilter();
    private volatile AddressFilter next;

    SuppressionView() {}

    /** For where there is no list. */
    public static SuppressionView empty() {
        return new SuppressionView();
    }

    /** False only if it is not, as far as this node has heard. */
    public boolean mayContain(MailAddress address) {
        return current.mayContain(address);
    }

    void add(MailAddress address) {
        current.add(address);
        AddressFilter coming = next;
        if (coming != null) {
            coming.add(address);
        }
    }

    /** Reads all addresses. */
    @FunctionalInterface
    interface Reading<E extends Exception> {
        void read(Consumer<MailAddress> reader) throws E;
    }

    /** Made anew, without those that have gone; what is added meanwhile is in both. */
    synchronized <E extends Exception> void rebuild(Reading<E> all) throws E {
        AddressFilter coming = new AddressFilter();
        next = coming;
        try {
            all.read(coming::add);
            current = coming;
        } finally {
            next = null;
        }
    }
}
