package org.valija.smtp.network;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** A network as a key: an address without the bits behind the prefix. An IPv4 address is its IPv4-mapped IPv6 address. */
record ClientNetwork(long high, long low) {

    private static final long MAPPED = 0xFFFFL << 32;

    static ClientNetwork of(InetAddress address, int ipv4Prefix, int ipv6Prefix) {
        byte[] octets = address.getAddress();
        if (octets.length == Integer.BYTES) {
            long bits = ByteBuffer.wrap(octets).getInt() & 0xFFFF_FFFFL;
            return new ClientNetwork(0, MAPPED | bits & mask(ipv4Prefix + 32));
        }
        ByteBuffer bits = ByteBuffer.wrap(octets);
        return new ClientNetwork(
                bits.getLong() & mask(Math.min(64, ipv6Prefix)), bits.getLong() & mask(Math.max(0, ipv6Prefix - 64)));
    }

    /** So many ones, and then zeros; shifting by 64 would shift by 0. */
    private static long mask(int ones) {
        return ones == 0 ? 0 : -1L << (64 - ones);
    }
}
