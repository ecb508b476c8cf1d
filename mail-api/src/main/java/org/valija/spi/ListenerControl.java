package org.valija.spi;

import java.util.List;
import java.util.Optional;

/** Opens and closes ports; the adapter registers it, mail-ejb calls it. Calls may block for the time of a bind. */
public interface ListenerControl {

    /**
     * Brings a listener into the state that its settings ask for: opens it, moves it to another port, closes it when it
     * is not enabled. Sessions that exist go on as they are.
     *
     * @return its status afterwards; a port that can't be bound is a status with its reason, never an exception
     */
    ListenerStatus apply(ListenerSettings settings);

    /** Closes a listener for good and forgets it. Its sessions go on. Does nothing if there is none of that name. */
    void remove(String name);

    /** What TLS has for certificates; empty as long as no listener has needed them. */
    Optional<TlsReport> tls();

    /** All listeners that were applied and not removed. */
    List<ListenerStatus> listeners();
}
