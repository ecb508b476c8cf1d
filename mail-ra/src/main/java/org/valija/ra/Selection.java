package org.valija.ra;

import java.util.List;
import java.util.Set;
import org.valija.Client;

/**
 * Which mail an activated bean wants; what {@link MailActivationSpec} says, read and checked.
 *
 * @param patterns the recipients; empty for the relay
 * @param listeners the names of the listeners; empty for all
 * @param authenticatedOnly whether the client must have logged in
 * @param maxMessageSize in octets, or {@link #UNLIMITED}
 * @param relay whether it is Valija's own bean for mail that is sent on
 * @param exactlyOnce whether a message that is sent again is kept from it
 */
record Selection(
        List<RecipientPattern> patterns,
        Set<String> listeners,
        boolean authenticatedOnly,
        long maxMessageSize,
        boolean relay,
        boolean exactlyOnce) {

    static final long UNLIMITED = Long.MAX_VALUE;

    Selection {
        patterns = List.copyOf(patterns);
        listeners = Set.copyOf(listeners);
    }

    /** Whether the bean receives on the listener that the client is connected to. */
    boolean listensOn(Client client) {
        return listeners.isEmpty() || listeners.contains(client.listener());
    }

    @Override
    public String toString() {
        return (relay ? "what is relayed" : "mail for " + patterns)
                + (listeners.isEmpty() ? "" : " on " + listeners)
                + (authenticatedOnly ? " from authenticated clients" : "")
                + (maxMessageSize == UNLIMITED ? "" : " up to " + maxMessageSize + " octets")
                + (exactlyOnce ? ", none twice" : "");
    }
}
