package org.valija.transport;

import jakarta.mail.Provider;

/** Tells Jakarta Mail of the protocol {@value #PROTOCOL}. */
public final class ValijaProvider extends Provider {

    static final String PROTOCOL = "valija";

    public ValijaProvider() {
        super(Type.TRANSPORT, PROTOCOL, ValijaTransport.class.getName(), "Valija", null);
    }
}
