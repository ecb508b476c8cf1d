package org.valija.smtp.network;

import java.util.List;
import org.valija.spi.IpNetwork;

/**
 * What the clients of one network may do together. Made by {@link #builder}, which has the defaults.
 *
 * <p>Each limit for a minute is a supply that fills up again evenly within a minute: after a pause that many come through
 * at once.
 *
 * @param connections at once
 * @param connectionsPerMinute new ones
 * @param messagesPerMinute MAIL commands
 * @param recipientsPerMinute RCPT commands that would have been asked about
 * @param ipv4Prefix bits of an IPv4 address that make a network: 1 to 32
 * @param ipv6Prefix bits of an IPv6 address that make a network: 1 to 128
 * @param exempt networks without these limits, such as {@code 10.0.0.0/8}
 */
public record NetworkLimits(
        int connections,
        int connectionsPerMinute,
        int messagesPerMinute,
        int recipientsPerMinute,
        int ipv4Prefix,
        int ipv6Prefix,
        List<String> exempt) {

    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    public NetworkLimits {
        check("connections", connections, Integer.MAX_VALUE);
        check("connectionsPerMinute", connectionsPerMinute, Integer.MAX_VALUE);
        check("messagesPerMinute", messagesPerMinute, Integer.MAX_VALUE);
        check("recipientsPerMinute", recipientsPerMinute, Integer.MAX_VALUE);
        check("ipv4Prefix", ipv4Prefix, IPV4_BITS);
        check("ipv6Prefix", ipv6Prefix, IPV6_BITS);
        exempt = List.copyOf(exempt);
        exempt.forEach(IpNetwork::parse);
    }

    private static void check(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException("network." + name + " must be 1 to " + max + ", not " + value);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Begins with these values. */
    public static Builder builder(NetworkLimits from) {
        return new Builder(from);
    }

    /** Collects the values; for one thread. */
    public static final class Builder {

        private int connections = 100;
        private int connectionsPerMinute = 300;
        private int messagesPerMinute = 1_000;
        private int recipientsPerMinute = 5_000;
        private int ipv4Prefix = IPV4_BITS;
        // What a customer gets from a provider, at least (RFC 6177).
        private int ipv6Prefix = 64;
        // The machine's own programs: a web server, a content filter, a tunnel.
        private List<String> exempt = List.of("127.0.0.0/8", "::1");

        private Builder() {}

        private Builder(NetworkLimits from) {
            connections = from.connections;
            connectionsPerMinute = from.connectionsPerMinute;
            messagesPerMinute = from.messagesPerMinute;
            recipientsPerMinute = from.recipientsPerMinute;
            ipv4Prefix = from.ipv4Prefix;
            ipv6Prefix = from.ipv6Prefix;
            exempt = from.exempt;
        }

        public Builder connections(int atOnce) {
            this.connections = atOnce;
            return this;
        }

        public Builder connectionsPerMinute(int limit) {
            this.connectionsPerMinute = limit;
            return this;
        }

        public Builder messagesPerMinute(int limit) {
            this.messagesPerMinute = limit;
            return this;
        }

        public Builder recipientsPerMinute(int limit) {
            this.recipientsPerMinute = limit;
            return this;
        }

        public Builder ipv4Prefix(int bits) {
            this.ipv4Prefix = bits;
            return this;
        }

        public Builder ipv6Prefix(int bits) {
            this.ipv6Prefix = bits;
            return this;
        }

        public Builder exempt(List<String> networks) {
            this.exempt = networks;
            return this;
        }

        /** @throws IllegalArgumentException if a value makes no sense; the message names it */
        public NetworkLimits build() {
            return new NetworkLimits(
                    connections,
                    connectionsPerMinute,
                    messagesPerMinute,
                    recipientsPerMinute,
                    ipv4Prefix,
                    ipv6Prefix,
                    exempt);
        }
    }
}
