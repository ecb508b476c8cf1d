package org.valija.source;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.valija.delivery.Source;
import org.valija.spi.IpNetwork;

/**
 * The source addresses of one stream.
 *
 * @param members not empty
 */
record SourcePool(List<Member> members) {

    SourcePool {
        members = List.copyOf(members);
    }

    /**
     * One of them, parsed once.
     *
     * @param source where it connects from
     * @param address the same
     */
    record Member(SourceAddress settings, InetAddress address, Source source) {

        static Member of(SourceAddress settings) {
            InetAddress address = IpNetwork.parseAddress(settings.address());
            return new Member(settings, address, new Source(Optional.of(address), settings.hostname()));
        }

        boolean isIpv6() {
            return address instanceof Inet6Address;
        }

        /**
         * The higher, the more it likes the destination. Each member has a number of its own for each destination, so that a
         * destination stays with a member as long as that is there, and moves no other when it goes (rendezvous hashing, with
         * weights).
         */
        double liking(String destination) {
            CRC32 hash = new CRC32();
            hash.update((destination + "|" + settings.address()).getBytes(StandardCharsets.UTF_8));
            return settings.weight() / -Math.log(mixed(hash.getValue()));
        }

        /** From more than 0 to less than 1; a CRC of similar texts is too regular by itself. */
        private static double mixed(long crc) {
            long bits = crc * 0x9E3779B97F4A7C15L;
            bits = (bits ^ (bits >>> 32)) * 0xD6E8FEB86659FD93L;
            return ((bits ^ (bits >>> 32)) >>> 11) / (double) (1L << 53) * 0.999_999 + 1e-9;
        }
    }

    Optional<Member> best(String destination, boolean ipv6, Predicate<Member> able) {
        return members.stream()
                .filter(member -> member.isIpv6() == ipv6)
                .filter(able)
                .max(Comparator.comparingDouble(member -> member.liking(destination)));
    }
}
