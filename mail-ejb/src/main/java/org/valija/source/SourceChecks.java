package org.valija.source;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import org.valija.settings.DomainPattern;
import org.valija.settings.InvalidSettingException;
import org.valija.settings.Streams;
import org.valija.spi.IpNetwork;

/** Whether a source address can be kept. */
final class SourceChecks {

    static final int MAX_SOURCES = 1000;

    private static final int MAX_WEIGHT = 1000;
    private static final int MAX_DAILY = 100_000_000;

    private SourceChecks() {}

    /**
     * @param others those that there are besides
     * @param ours whether an address is one of this machine
     * @return with the address as it is compared
     * @throws InvalidSettingException if it can't, with the first value that is wrong
     */
    static SourceAddress check(
            SourceAddress source, Streams streams, List<SourceAddress> others, Predicate<InetAddress> ours) {
        streams.check("stream", source.stream());
        InetAddress address = address(source.address());
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new InvalidSettingException(
                    "address", "Give one address of this machine, not one that stands for all.");
        }
        if (!ours.test(address)) {
            throw new InvalidSettingException(
                    "address", "This machine does not have the address " + address.getHostAddress() + ".");
        }
        if (!DomainPattern.isDomain(source.hostname())) {
            throw new InvalidSettingException(
                    "hostname", "Give the host name that belongs to the address, such as mail2.ejemplo.com.");
        }
        if (source.weight() < 1 || source.weight() > MAX_WEIGHT) {
            throw new InvalidSettingException("weight", "A weight is 1 to " + MAX_WEIGHT + ".");
        }
        if (source.dailyLimit().filter(limit -> limit < 1 || limit > MAX_DAILY).isPresent()) {
            throw new InvalidSettingException(
                    "dailyLimit", "It is 1 to " + MAX_DAILY + " messages a day; leave it empty for no limit.");
        }
        SourceAddress checked = new SourceAddress(
                source.id(),
                source.stream(),
                address.getHostAddress(),
                source.hostname(),
                source.weight(),
                source.dailyLimit());
        boolean twice = others.stream()
                .anyMatch(other -> other.id() != source.id()
                        && other.stream().equals(checked.stream())
                        && other.address().equals(checked.address()));
        if (twice) {
            throw new InvalidSettingException("address", "The stream has this address already.");
        }
        if (others.size() > MAX_SOURCES) {
            throw new InvalidSettingException("", "There are at most " + MAX_SOURCES + " source addresses.");
        }
        return checked;
    }

    private static InetAddress address(String text) {
        try {
            return IpNetwork.parseAddress(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("address", "Give an IP address, such as 192.0.2.25 or 2001:db8::25.");
        }
    }
}
