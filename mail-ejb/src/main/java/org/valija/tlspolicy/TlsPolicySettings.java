package org.valija.tlspolicy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.valija.route.DnsLookup;
import org.valija.route.DnssecLookup;

/**
 * What is set by system properties, read once at the start.
 *
 * @param dnsServers {@code valija.dns.servers}
 * @param dnssec {@code valija.dnssec}: who validates signed answers; by default {@code auto}
 * @param anchors {@code valija.dnssec.anchors}: the text of a file of trust anchors; empty for the root's
 * @param dane {@code valija.dane}: whether TLSA records count; by default they do
 * @param mtaSts {@code valija.mta-sts}: whether MTA-STS policies count; by default they do
 * @param policyPort {@code valija.mta-sts.port}: where policies are fetched; 443 unless for a test
 * @param smtpPort {@code valija.smtp.port}: where mail exchangers listen; 25 unless for a test
 */
record TlsPolicySettings(
        String dnsServers,
        DnssecLookup.Mode dnssec,
        String anchors,
        boolean dane,
        boolean mtaSts,
        int policyPort,
        int smtpPort) {

    private static final int MAX_PORT = 65535;

    /** @throws IllegalArgumentException if a value can't be read; the message names its property */
    static TlsPolicySettings read() {
        String servers = System.getProperty("valija.dns.servers", "");
        return new TlsPolicySettings(
                servers,
                named("valija.dnssec", "auto", text -> mode(text, servers)),
                named("valija.dnssec.anchors", "", TlsPolicySettings::anchors),
                named("valija.dane", "true", TlsPolicySettings::flag),
                named("valija.mta-sts", "true", TlsPolicySettings::flag),
                named("valija.mta-sts.port", "443", TlsPolicySettings::port),
                named("valija.smtp.port", "25", TlsPolicySettings::port));
    }

    static DnssecLookup.Mode mode(String text, String servers) {
        DnssecLookup.Mode mode =
                switch (text.toLowerCase(Locale.ROOT)) {
                    case "off" -> DnssecLookup.Mode.OFF;
                    case "auto" -> DnssecLookup.Mode.AUTO;
                    case "required" -> DnssecLookup.Mode.REQUIRED;
                    case "resolver" -> DnssecLookup.Mode.RESOLVER;
                    default -> throw new IllegalArgumentException("it is off, auto, required or resolver");
                };
        // RFC 7672 section 2.1.1: what a name server says of signatures is worth what the way to it is.
        List<InetSocketAddress> asked = mode == DnssecLookup.Mode.RESOLVER ? DnsLookup.addresses(servers) : List.of();
        if (asked.stream().map(InetSocketAddress::getAddress).anyMatch(address -> !isHere(address))) {
            throw new IllegalArgumentException("\"resolver\" is for name servers on this machine only (127.0.0.1 or"
                    + " ::1), and they are " + asked);
        }
        return mode;
    }

    private static boolean isHere(InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }

    private static String anchors(String file) {
        try {
            return file.isEmpty() ? "" : Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + file + " can't be read: " + e, e);
        }
    }

    private static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("it is true or false");
        }
        return text.equals("true");
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_PORT) {
            throw new IllegalArgumentException("it is 1 to " + MAX_PORT);
        }
        return Integer.parseInt(text);
    }

    private static <T> T named(String property, String otherwise, Function<String, T> reader) {
        String text = System.getProperty(property, "").strip();
        try {
            return reader.apply(text.isEmpty() ? otherwise : text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The system property " + property + ": " + e.getMessage(), e);
        }
    }
}
