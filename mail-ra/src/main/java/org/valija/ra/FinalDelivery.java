package org.valija.ra;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.valija.Client;
import org.valija.spi.ListenerKind;
import org.valija.spi.ListenerSettings;
import org.valija.spi.SessionPolicy;
import org.valija.spi.SessionPolicy.RecipientDecision;

/**
 * Which listeners are for final delivery, that is LMTP (RFC 2033 section 1). Whoever connects there is another mail server
 * that passes on what it was sent; so a rule that relays for its address, or for any client, is not meant for that. Only a
 * rule that names the listener is. Safe for use by many threads.
 */
final class FinalDelivery {

    private final Set<String> listeners = ConcurrentHashMap.newKeySet();

    /** A listener is set so from now on. One that is removed is kept: its sessions go on. */
    void apply(ListenerSettings listener) {
        if (listener.kind() == ListenerKind.LMTP) {
            listeners.add(listener.name());
        } else {
            listeners.remove(listener.name());
        }
    }

    /** What the administrator's decision comes to for this client. */
    RecipientDecision applied(RecipientDecision decision, Client client) {
        boolean meantForOthers = decision instanceof SessionPolicy.Relay relay && !relay.listenerNamed();
        return meantForOthers && listeners.contains(client.listener()) ? new SessionPolicy.Accept() : decision;
    }
}
