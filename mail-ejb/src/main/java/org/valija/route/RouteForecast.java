package org.valija.route;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What would happen to a message, as far as it is known without a connection to anybody.
 *
 * @param outcome what
 * @param route the one that it takes, without secrets
 * @param place the route's in the list, from 1; empty if none of the list matches, and while the sandbox switch is on
 * @param hops where it would be taken, in the order in which they are tried; empty if nowhere
 * @param reason why it goes nowhere
 */
public record RouteForecast(Outcome outcome, Route route, OptionalInt place, List<Hop> hops, Optional<String> reason) {

    public RouteForecast {
        hops = List.copyOf(hops);
    }

    /** What would happen. */
    public enum Outcome {
        /** It is taken to the first of the next hops that can be reached. */
        DELIVERY,
        /** It lands in the sandbox mailbox. */
        SANDBOX,
        /** It comes back at once. */
        BOUNCE,
        /** It waits, and is tried again. */
        DEFERRAL
    }

    /** A next hop. */
    public record Hop(String host, int port, List<InetAddress> addresses) {

        public Hop {
            addresses = List.copyOf(addresses);
        }
    }
}
