package org.valija.tlspolicy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.valija.route.DnssecLookup;
import org.valija.route.DnssecLookup.Result;
import org.valija.route.DnssecLookup.Signed;
import org.valija.route.DnssecLookup.Unknown;
import org.valija.route.PublishedTls;
import org.valija.route.Tlsa;
import org.valija.spi.IpNetwork;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.Type;

/** What the TLSA records of a host ask for (RFC 7672 section 2.2). Safe for use by many threads; waits for name servers. */
final class Dane {

    private final DnssecLookup dns;

    Dane(DnssecLookup dns) {
        this.dns = dns;
    }

    /** What holds for a host. */
    sealed interface Finding {}

    /** Nothing is signed, or there are no records. */
    record None() implements Finding {}

    record Found(PublishedTls published) implements Finding {}

    /** RFC 7672 section 2.1.2: nobody can tell, and so the host must not be used. */
    record Unusable(String reason) implements Finding {}

    /** @param domain whose mail it is; empty for a smart host */
    Finding of(String domain, String host, int port) {
        if (isAddress(host)) {
            return new None();
        }
        Result ipv4 = dns.find(host, Type.A);
        Result ipv6 = dns.find(host, Type.AAAA);
        // RFC 7672 section 2.2.2: where the addresses are not signed, there are no TLSA records that count, and their
        // name
        // servers may be those that don't know the type.
        List<Signed> addresses = Stream.of(ipv4, ipv6)
                .filter(Signed.class::isInstance)
                .map(Signed.class::cast)
                .toList();
        if (addresses.isEmpty()) {
            return ipv4 instanceof Unknown unknown && ipv6 instanceof Unknown
                    ? new Unusable("The address of " + host + " can't be validated (DNSSEC): " + unknown.reason())
                    : new None();
        }
        String expanded = addresses.get(0).name();
        Finding found = tlsa(domain, expanded, port);
        // RFC 7672 section 2.2.3: behind an alias first, then at the name itself.
        return found instanceof None && !expanded.equalsIgnoreCase(host) ? tlsa(domain, host, port) : found;
    }

    private Finding tlsa(String domain, String name, int port) {
        Result result = dns.find("_" + port + "._tcp." + name, Type.TLSA);
        if (result instanceof Unknown unknown) {
            return new Unusable("The TLSA records of " + name + " can't be validated (DNSSEC): " + unknown.reason());
        }
        if (!(result instanceof Signed signed) || signed.records().isEmpty()) {
            return new None();
        }
        List<Tlsa> usable = signed.records().stream()
                .filter(TLSARecord.class::isInstance)
                .map(record -> Tlsa.of((TLSARecord) record))
                .filter(Tlsa::isUsable)
                .toList();
        return new Found(PublishedTls.dane(domain, name, usable));
    }

    /** Names to which mail for a domain may go; empty if the MX records are not signed. */
    Optional<Signed> exchangers(String domain) throws UnknownExchangersException {
        Result result = dns.find(domain, Type.MX);
        if (result instanceof Unknown unknown) {
            throw new UnknownExchangersException(
                    "The MX records of " + domain + " can't be validated (DNSSEC): " + unknown.reason());
        }
        return Optional.of(result).filter(Signed.class::isInstance).map(Signed.class::cast);
    }

    boolean isOn() {
        return dns.isOn();
    }

    private static boolean isAddress(String host) {
        try {
            IpNetwork.parseAddress(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static final class UnknownExchangersException extends Exception {

        private static final long serialVersionUID = 1L;

        UnknownExchangersException(String reason) {
            super(reason);
        }
    }
}
