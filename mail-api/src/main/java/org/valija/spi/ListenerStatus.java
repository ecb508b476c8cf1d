package org.valija.spi;

import java.util.Optional;

/**
 * What a listener is doing.
 *
 * @param name the listener's name
 * @param state what it does
 * @param port the port that it is bound to, or would be: the offset added
 * @param sessions how many clients are connected
 * @param problem why it failed, as a sentence for the administrator that says what to do
 */
public record ListenerStatus(String name, State state, int port, int sessions, Optional<String> problem) {

    /** Whether a listener takes connections. */
    public enum State {
        OPEN,
        CLOSED,
        /** It should be open but can't be. */
        FAILED
    }
}
