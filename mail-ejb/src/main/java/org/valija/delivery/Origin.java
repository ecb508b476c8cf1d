package org.valija.delivery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Where messages leave from, in each address family.
 *
 * @param ipv4 empty if nothing can be reached over IPv4 from there
 * @param ipv6 empty if nothing can be reached over IPv6 from there
 */
public record Origin(Optional<Source> ipv4, Optional<Source> ipv6) {

    /** Wherever the system lets it leave. */
    public static Origin any(String hostname) {
        Optional<Source> any = Optional.of(new Source(Optional.empty(), hostname));
        return new Origin(any, any);
    }

    Optional<Source> towards(InetAddress address) {
        return address instanceof Inet6Address ? ipv6 : ipv4;
    }
}
