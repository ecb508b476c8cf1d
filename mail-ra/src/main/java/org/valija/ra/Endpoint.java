package org.valija.ra;

import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import org.valija.RecipientListener;

/**
 * An activated bean. Two are the same only if they are the same object: neither the activation's name nor its
 * configuration is unique.
 */
final class Endpoint {

    private final MessageEndpointFactory factory;
    private final Selection selection;

    Endpoint(MessageEndpointFactory factory, Selection selection) {
        this.factory = factory;
        this.selection = selection;
    }

    MessageEndpointFactory factory() {
        return factory;
    }

    Selection selection() {
        return selection;
    }

    /** Whether the bean wants to be asked about each recipient. */
    boolean isAskedAtRcpt() {
        return RecipientListener.class.isAssignableFrom(factory.getEndpointClass());
    }
}
