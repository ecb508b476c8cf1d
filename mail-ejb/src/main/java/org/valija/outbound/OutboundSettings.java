package org.valija.outbound;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.valija.MailAddress;
import org.valija.delivery.ConnectionReuse;
import org.valija.lane.LaneLimits;
import org.valija.route.RetrySchedule;
import org.valija.settings.DomainPattern;
import org.valija.settings.Streams;
import org.valija.spi.DomainName;
import org.valija.spi.HostName;
import org.valija.spi.IpNetwork;

/**
 * What is set by system properties, read once at the start.
 *
 * @param hostname {@code valija.hostname}: what we call ourselves; by default the host's name
 * @param maxMessageSize {@code valija.outbound.max-message-size}: in octets; by default 50 MiB
 * @param maxRelayedSize {@code valija.relay.max-size}: octets that a relayed message may have in the queue, with a copy for
 *     each of its destination domains; by default 1 GiB
 * @param schedule {@code valija.retry.schedule}: when a deferred message is tried again; by default after 1, 5, 15, 30
 *     minutes and then every hour
 * @param expiry {@code valija.retry.expiry}: when it is given up; by default after 5 days (RFC 5321 section 4.5.4.1)
 * @param warning {@code valija.retry.warning}: after which its sender is told that a message is delayed, once; by default 4
 *     hours, zero for never
 * @param workers {@code valija.outbound.workers}: how many first attempts there are at the same time; by default 8
 * @param retries {@code valija.retry.parallel}: how many deferred messages are tried at the same time; by default 32
 * @param lanes {@code valija.destination.connections}, by default 20; {@code valija.destination.pause}, by default 30 seconds, and
 *     {@code valija.destination.pause.max}, by default 30 minutes
 * @param reuse {@code valija.connection.messages}, {@code .age}, {@code .idle} and {@code .waiting}: by default 100 messages,
 *     5 minutes, 5 seconds, 100 connections
 * @param smtpPort {@code valija.smtp.port}: where mail exchangers listen; 25 unless for a test
 * @param dnsServers {@code valija.dns.servers}: name servers, as in {@code 192.0.2.1,[2001:db8::1]:53}; by default the
 *     system's
 * @param relayCheck {@code valija.relay.check.seconds}: how long a client that may relay waits at RCPT for the domain name
 *     system; by default 2 seconds, 0 for not at all
 * @param streams {@code valija.streams}: streams of mail besides {@code transactional} and {@code bulk}
 * @param signedNetworks {@code valija.dkim.networks}: networks whose clients' mail is signed (DKIM) without a login; by
 *     default none
 * @param arcDomain {@code valija.arc.domain}: whose DKIM key seals what is relayed (ARC); by default nobody's
 * @param notifications how delivery status notifications are written
 * @param postmaster {@code valija.postmaster}: who gets the mail for our postmaster; empty to keep it in the sandbox mailbox
 */
public record OutboundSettings(
        String hostname,
        long maxMessageSize,
        long maxRelayedSize,
        RetrySchedule schedule,
        Duration expiry,
        Duration warning,
        int workers,
        int retries,
        LaneLimits lanes,
        ConnectionReuse reuse,
        int smtpPort,
        String dnsServers,
        Duration relayCheck,
        Streams streams,
        List<IpNetwork> signedNetworks,
        Optional<String> arcDomain,
        NotificationSettings notifications,
        Optional<MailAddress> postmaster) {

    /** Below the time in which a recipient is to be decided about, and in which clients lose patience. */
    private static final long MAX_RELAY_CHECK = 60;

    private static final long DEFAULT_MAX_MESSAGE_SIZE = 50L * 1024 * 1024;
    private static final long DEFAULT_MAX_RELAYED_SIZE = 1024L * 1024 * 1024;

    public OutboundSettings {
        signedNetworks = List.copyOf(signedNetworks);
    }

    /** @throws IllegalArgumentException if a value can't be read; the message names its property */
    static OutboundSettings read() {
        return new OutboundSettings(
                HostName.own(),
                number("valija.outbound.max-message-size", DEFAULT_MAX_MESSAGE_SIZE, 1, Long.MAX_VALUE),
                number("valija.relay.max-size", DEFAULT_MAX_RELAYED_SIZE, 1, Long.MAX_VALUE),
                named("valija.retry.schedule", RetrySchedule.DEFAULT, RetrySchedule::parse),
                duration("valija.retry.expiry", "5d"),
                duration("valija.retry.warning", "4h"),
                (int) number("valija.outbound.workers", 8, 1, 1000),
                (int) number("valija.retry.parallel", 32, 1, 1000),
                lanesOfProperties(),
                new ConnectionReuse(
                        (int) number(
                                "valija.connection.messages", ConnectionReuse.STANDARD.transactions(), 1, 1_000_000),
                        duration("valija.connection.age", "5m"),
                        duration("valija.connection.idle", "5s"),
                        (int) number(
                                "valija.connection.waiting", ConnectionReuse.STANDARD.idleConnections(), 0, 10_000)),
                (int) number("valija.smtp.port", 25, 1, 65535),
                System.getProperty("valija.dns.servers", ""),
                Duration.ofSeconds(number("valija.relay.check.seconds", 2, 0, MAX_RELAY_CHECK)),
                Streams.configured(),
                named("valija.dkim.networks", "", OutboundSettings::networks),
                named("valija.arc.domain", "", OutboundSettings::domain),
                NotificationSettings.read(),
                namedPostmaster());
    }

    private static List<IpNetwork> networks(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(network -> !network.isEmpty())
                .map(IpNetwork::parse)
                .toList();
    }

    private static Optional<String> domain(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        if (!DomainPattern.isDomain(text.strip())) {
            throw new IllegalArgumentException("\"" + text.strip() + "\" is no domain");
        }
        return DomainName.ascii(text.strip());
    }

    private static Optional<MailAddress> namedPostmaster() {
        String address = System.getProperty("valija.postmaster", "").strip();
        return address.isEmpty()
                ? Optional.empty()
                : Optional.of(named("valija.postmaster", address, MailAddress::parse));
    }

    private static LaneLimits lanesOfProperties() {
        int connections = (int) number("valija.destination.connections", 20, 1, 1000);
        Duration first = duration("valija.destination.pause", "30s");
        // Whoever sets only one of them wants no complaint about the other.
        Duration longest = duration("valija.destination.pause.max", "30m");
        return new LaneLimits(connections, first, longest.compareTo(first) < 0 ? first : longest);
    }

    private static Duration duration(String property, String otherwise) {
        return named(property, otherwise, RetrySchedule::duration);
    }

    static long number(String property, long otherwise, long min, long max) {
        String text = System.getProperty(property, "");
        if (text.isBlank()) {
            return otherwise;
        }
        return named(property, text, t -> {
            long n = Long.parseLong(t.strip());
            if (n < min || n > max) {
                throw new IllegalArgumentException("it is " + min + " to " + max);
            }
            return n;
        });
    }

    static <T> T named(String property, String otherwise, Function<String, T> reader) {
        String text = System.getProperty(property, "");
        try {
            return reader.apply(text.isBlank() ? otherwise : text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The system property " + property + ": " + e.getMessage(), e);
        }
    }
}
