package org.valija.ra;

import java.util.List;

/** Who of the activated beans takes a recipient. */
sealed interface Taker {

    /** These do: at least one, and each gets the message. */
    record Beans(List<Endpoint> endpoints) implements Taker {
        public Beans {
            endpoints = List.copyOf(endpoints);
        }
    }

    /** A bean would, if the client had logged in. */
    record AfterLogin() implements Taker {}

    /** A bean that is away for the moment: suspended, or being redeployed. */
    record Away() implements Taker {}

    /**
     * None, but a bean that has been away for longer would: what nobody else takes waits for it.
     *
     * @param domainIsLocal whether beans receive addresses of the recipient's domain
     */
    record Missed(boolean domainIsLocal) implements Taker {}

    /**
     * None.
     *
     * @param domainIsLocal whether beans receive other addresses of the recipient's domain
     */
    record Nobody(boolean domainIsLocal) implements Taker {}
}
