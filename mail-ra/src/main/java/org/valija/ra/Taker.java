package org.valija.ra;

import java.util.List;
import org.valija.Reply;

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
     * None; it may be relayed.
     *
     * @param local whether it belongs to the beans that there are, or that went: then a rule must name its domain
     * @param otherwise the reply if no rule relays it
     */
    record Nobody(boolean local, Reply otherwise) implements Taker {}
}
