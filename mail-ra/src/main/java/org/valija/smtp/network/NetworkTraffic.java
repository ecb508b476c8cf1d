package org.valija.smtp.network;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.valija.spi.IpNetwork;

/**
 * Keeps the {@link NetworkLimits}. Safe for use by many threads, on event loops too: a lock is held for less than a
 * microsecond, and never for all networks at once.
 *
 * <p>Memory: a count for each network with an open connection, and the rates of the {@value #MAX_RATES} networks that came
 * last. An attacker with more networks than that makes us forget how fast others were, never how many connections they
 * have.
 */
public final class NetworkTraffic {

    /** Some 200 octets each. */
    static final int MAX_RATES = 65_536;

    private static final int STRIPES = 16;

    private final NetworkLimits limits;
    private final List<IpNetwork> exempt;
    private final LongSupplier nanos;
    private final ConcurrentMap<ClientNetwork, Integer> open = new ConcurrentHashMap<>();
    private final Rates[] rates = new Rates[STRIPES];

    /** What becomes of a new connection. */
    public enum Admission {
        ADMITTED,
        /** The network has too many already. */
        TOO_MANY,
        /** The network had too many in the last minute. */
        TOO_FAST
    }

    /** @param nanos the time, as of {@link System#nanoTime} */
    public NetworkTraffic(NetworkLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.exempt = limits.exempt().stream().map(IpNetwork::parse).toList();
        this.nanos = nanos;
        for (int i = 0; i < STRIPES; i++) {
            rates[i] = new Rates();
        }
    }

    /** What a network has left for now. */
    private final class Rate {

        private final Supply connections = new Supply(limits.connectionsPerMinute(), nanos.getAsLong());
        private final Supply messages = new Supply(limits.messagesPerMinute(), nanos.getAsLong());
        private final Supply recipients = new Supply(limits.recipientsPerMinute(), nanos.getAsLong());
    }

    /** The networks that came last, of those that share a lock. */
    private static final class Rates extends LinkedHashMap<ClientNetwork, Rate> {

        private static final long serialVersionUID = 1L;

        Rates() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<ClientNetwork, Rate> eldest) {
            return size() > MAX_RATES / STRIPES;
        }
    }

    /** Which supply is drawn on. */
    @FunctionalInterface
    private interface Draw {
        boolean from(Rate rate, long now);
    }

    /** Whether these limits are not for this client. */
    public boolean isExempt(InetAddress client) {
        for (IpNetwork network : exempt) {
            if (network.contains(client)) {
                return true;
            }
        }
        return false;
    }

    /** A client has connected. If it is admitted, {@link #closed} must follow once. */
    public Admission opened(InetAddress client) {
        if (isExempt(client)) {
            return Admission.ADMITTED;
        }
        ClientNetwork network = network(client);
        if (!draw(network, (rate, now) -> rate.connections.take(limits.connectionsPerMinute(), now))) {
            return Admission.TOO_FAST;
        }
        int count = open.merge(network, 1, Integer::sum);
        if (count > limits.connections()) {
            closed(network);
            return Admission.TOO_MANY;
        }
        return Admission.ADMITTED;
    }

    /** A client that was admitted is gone. */
    public void closed(InetAddress client) {
        if (!isExempt(client)) {
            closed(network(client));
        }
    }

    private void closed(ClientNetwork network) {
        open.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
    }

    /** @return whether this client's network may send one more message now; if so, that one is counted */
    public boolean takeMessage(InetAddress client) {
        return isExempt(client)
                || draw(network(client), (rate, now) -> rate.messages.take(limits.messagesPerMinute(), now));
    }

    /** @return whether this client's network may name one more recipient now; if so, that one is counted */
    public boolean takeRecipient(InetAddress client) {
        return isExempt(client)
                || draw(network(client), (rate, now) -> rate.recipients.take(limits.recipientsPerMinute(), now));
    }

    private ClientNetwork network(InetAddress client) {
        return ClientNetwork.of(client, limits.ipv4Prefix(), limits.ipv6Prefix());
    }

    private boolean draw(ClientNetwork network, Draw draw) {
        // The upper bits, since the map inside uses the lower ones.
        Rates stripe = rates[(network.hashCode() * 0x9E3779B9 >>> 16) % STRIPES];
        synchronized (stripe) {
            return draw.from(stripe.computeIfAbsent(network, key -> new Rate()), nanos.getAsLong());
        }
    }

    /** Networks of which something is known. */
    int size() {
        int size = open.size();
        for (Rates stripe : rates) {
            synchronized (stripe) {
                size += stripe.size();
            }
        }
        return size;
    }
}
