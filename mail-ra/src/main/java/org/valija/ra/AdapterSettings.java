package org.valija.ra;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.valija.smtp.ExtensionSettings;
import org.valija.smtp.SessionLimits;
import org.valija.smtp.SessionTimeouts;
import org.valija.smtp.tls.CertificateName;
import org.valija.smtp.tls.ClientTrustSettings;
import org.valija.smtp.tls.TlsSettings;
import org.valija.spi.IpNetwork;

/**
 * What the administrator of the server sets for the adapter, by system properties: they work alike on every server
 * (Payara expands no placeholders in a resource adapter's descriptor). Sizes are octets, or {@code 500K}, {@code 10M},
 * {@code 4G}.
 *
 * <dl>
 *   <dt>{@code valija.hostname}
 *   <dd>what the server calls itself in greetings and trace headers; default: the machine's canonical name
 *   <dt>{@code valija.tls.keystore}, {@code valija.tls.keystore.password}
 *   <dd>a PKCS#12 file with keys and certificates. Without it and the next there is no TLS, hence no login and no submission
 *   <dt>{@code valija.tls.certificates}, {@code valija.tls.certificates.password}
 *   <dd>folders and files with keys and certificates in PEM, separated by commas; the password of keys that are encrypted
 *   <dt>{@code valija.tls.clients}, {@code valija.tls.clients.password}
 *   <dd>folders and files with certificates of authorities, in PEM or PKCS#12, separated by commas: a certificate of theirs
 *       shows who a client is, on listeners that ask for one; the password of PKCS#12 files
 *   <dt>{@code valija.tls.clients.names}
 *   <dd>where a certificate has its user's name, the first place that has one: {@code email}, {@code cn}, {@code dn},
 *       separated by commas; default {@code email, cn}
 *   <dt>{@code valija.tls.reload}
 *   <dd>seconds after which these files are looked at again; default 60
 *   <dt>{@code valija.tls.expiry.warning}
 *   <dd>days before the end of a certificate when the log begins to warn; default 14
 *   <dt>{@code valija.deliveries}
 *   <dd>deliveries at once; default 3 for each processor, below WildFly's default of 4 instances of a message-driven bean
 *       for each processor. Logins have places of their own
 *   <dt>{@code valija.recipient.questions}
 *   <dd>recipients that beans are asked about at once; default 1 for each processor
 *   <dt>{@code valija.delivery.queue}
 *   <dd>messages that wait for one of those places; default 100
 *   <dt>{@code valija.delivery.wait}
 *   <dd>seconds that each waits at most, after which the client gets {@code 451 4.3.2}; default 10
 *   <dt>{@code valija.connections}
 *   <dd>clients at once, over all listeners; default 1000
 *   <dt>{@code valija.spool.threshold}
 *   <dd>a message up to this size stays in memory while it is received and delivered, a larger one goes to a file in the
 *       folder {@code spool} of the data directory; default 256K
 *   <dt>{@code valija.spool.memory}, {@code valija.spool.disk}
 *   <dd>limits for all messages together; default 64M and 4G
 *   <dt>{@code valija.hold.days}
 *   <dd>how far in the future a message may be released (FUTURERELEASE); default 30
 *   <dt>{@code valija.deliverby.seconds}
 *   <dd>the shortest time in which a message may be wanted back if it is not delivered (DELIVERBY); default 60
 *   <dt>{@code valija.timeout.command}, {@code .block}, {@code .content}, {@code .greeting}, {@code .recipient}, {@code
 *       .proxy}, {@code .handshake}, {@code .login}, {@code .delivery}
 *   <dd>seconds; see {@link SessionTimeouts}
 *   <dt>{@code valija.hops}
 *   <dd>Received fields of a message before a loop is assumed; default 100
 *   <dt>{@code valija.greeting.delay}
 *   <dd>seconds that the greeting is held back on listeners of kind RELAY; default 0
 * </dl>
 *
 * @param hostName empty to ask the machine
 * @param tls empty for no TLS
 * @param deliveries limits of deliveries
 * @param logins limits of logins: 4 at once, otherwise those of deliveries
 * @param questions limits of questions to beans about recipients; but for how many at once, those of deliveries
 * @param limits of clients
 * @param timeouts of sessions
 * @param login how users log in, with properties of its own
 */
record AdapterSettings(
        Optional<String> hostName,
        TlsSettings tls,
        WorkQueue.Limits deliveries,
        WorkQueue.Limits logins,
        WorkQueue.Limits questions,
        SessionLimits limits,
        int spoolThreshold,
        long spoolMemory,
        long spoolDisk,
        long spoolFree,
        ExtensionSettings extensions,
        SessionTimeouts timeouts,
        LoginSettings login) {

    private static final int DELIVERIES_FOR_EACH_PROCESSOR = 3;
    private static final int LOGINS_AT_ONCE = 4;
    private static final int MAX_DELAY = 60;
    private static final int MAX_PER_MINUTE = 100_000_000;
    private static final int MAX_SECONDS = 86_400;
    private static final int MAX_THRESHOLD = 64 << 20;

    /**
     * @param property gives a system property, or null
     * @throws IllegalArgumentException with a sentence that names the property and its wrong value
     */
    static AdapterSettings read(UnaryOperator<String> property) {
        Source source = new Source(property);
        int processors = Runtime.getRuntime().availableProcessors();
        int waiting = source.number("valija.delivery.queue", 100, 100_000);
        Duration patience = Duration.ofSeconds(source.number("valija.delivery.wait", 10, 3_600));
        int atOnce = source.number("valija.deliveries", DELIVERIES_FOR_EACH_PROCESSOR * processors, 10_000);
        return new AdapterSettings(
                source.text("valija.hostname"),
                tls(source),
                new WorkQueue.Limits(atOnce, waiting, waiting / 4, patience),
                new WorkQueue.Limits(LOGINS_AT_ONCE, waiting, patience),
                new WorkQueue.Limits(
                        source.number("valija.recipient.questions", processors, 10_000), waiting, patience),
                limits(source),
                (int) source.octets("valija.spool.threshold", 256 << 10, MAX_THRESHOLD),
                source.octets("valija.spool.memory", 64 << 20, Long.MAX_VALUE),
                source.octets("valija.spool.disk", 4L << 30, Long.MAX_VALUE),
                source.octets("valija.spool.free", 256L << 20, Long.MAX_VALUE),
                new ExtensionSettings(
                        Duration.ofDays(source.number("valija.hold.days", 30, 3_650)),
                        Duration.ofSeconds(source.number("valija.deliverby.seconds", 60, 86_400))),
                timeouts(source),
                LoginSettings.read(property));
    }

    private static SessionLimits limits(Source source) {
        return SessionLimits.builder()
                .maxConnections(source.number("valija.connections", 1_000, 1_000_000))
                .network(network -> network.connections(source.number("valija.network.connections", 100, 1_000_000))
                        .connectionsPerMinute(source.number("valija.network.connections.minute", 300, MAX_PER_MINUTE))
                        .messagesPerMinute(source.number("valija.network.messages.minute", 1_000, MAX_PER_MINUTE))
                        .recipientsPerMinute(source.number("valija.network.recipients.minute", 5_000, MAX_PER_MINUTE))
                        .ipv4Prefix(source.number("valija.network.ipv4.prefix", 32, 32))
                        .ipv6Prefix(source.number("valija.network.ipv6.prefix", 64, 128))
                        .exempt(source.networks("valija.network.exempt", "127.0.0.0/8, ::1")))
                .maxCommands(source.number("valija.session.commands", 1_000, 1_000_000))
                .maxErrors(source.number("valija.session.errors", 20, 1_000_000))
                .maxMessages(source.number("valija.session.messages", 1_000, 999_999))
                .minRate(source.number("valija.slow.rate", 100, 1_000_000))
                .rateWindow(source.seconds("valija.slow.window", 60))
                .maxHops(source.number("valija.hops", 100, 1_000))
                .build();
    }

    /** The defaults are those of RFC 5321 section 4.5.3.2, or below what it lets a client wait. */
    private static SessionTimeouts timeouts(Source source) {
        return SessionTimeouts.builder()
                .command(source.seconds("valija.timeout.command", 300))
                .block(source.seconds("valija.timeout.block", 180))
                .content(source.seconds("valija.timeout.content", 1800))
                .unauthenticated(source.seconds("valija.timeout.unauthenticated", 120))
                .unread(source.seconds("valija.timeout.unread", 120))
                .greeting(source.seconds("valija.timeout.greeting", 60))
                .recipient(source.seconds("valija.timeout.recipient", 120))
                .proxyHeader(source.seconds("valija.timeout.proxy", 10))
                .handshake(source.seconds("valija.timeout.handshake", 30))
                .login(source.seconds("valija.timeout.login", 60))
                .delivery(source.seconds("valija.timeout.delivery", 600))
                .greetingDelay(Duration.ofSeconds(source.number("valija.greeting.delay", 0, 0, MAX_DELAY)))
                .build();
    }

    private static TlsSettings tls(Source source) {
        return new TlsSettings(
                source.text("valija.tls.keystore").map(Path::of),
                source.text("valija.tls.keystore.password").orElse("").toCharArray(),
                source.paths("valija.tls.certificates"),
                source.text("valija.tls.certificates.password").map(String::toCharArray),
                new ClientTrustSettings(
                        source.paths("valija.tls.clients"),
                        source.text("valija.tls.clients.password").orElse("").toCharArray(),
                        source.certificateNames("valija.tls.clients.names")),
                source.seconds("valija.tls.reload", 60),
                Duration.ofDays(source.number("valija.tls.expiry.warning", 14, 3_650)));
    }

    private record Source(UnaryOperator<String> property) {

        Optional<String> text(String name) {
            return Optional.ofNullable(property.apply(name)).map(String::strip).filter(value -> !value.isEmpty());
        }

        List<Path> paths(String name) {
            return Stream.of(text(name).orElse("").split(","))
                    .map(String::strip)
                    .filter(path -> !path.isEmpty())
                    .map(Path::of)
                    .toList();
        }

        List<CertificateName> certificateNames(String name) {
            Optional<String> value = text(name);
            if (value.isEmpty()) {
                return ClientTrustSettings.DEFAULT_NAMES;
            }
            List<CertificateName> names = Stream.of(value.get().split(","))
                    .map(String::strip)
                    .map(CertificateName::named)
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList();
            if (names.size() != value.get().split(",", -1).length) {
                throw wrong(name, value.get(), "email, cn and dn, some or all of them, separated by commas");
            }
            return names;
        }

        int number(String name, int byDefault, int max) {
            return number(name, byDefault, 1, max);
        }

        int number(String name, int byDefault, int min, int max) {
            Optional<String> value = text(name);
            if (value.isEmpty()) {
                return byDefault;
            }
            if (value.get().matches("\\d{1,9}")) {
                int number = Integer.parseInt(value.get());
                if (number >= min && number <= max) {
                    return number;
                }
            }
            throw wrong(name, value.get(), "a number from " + min + " to " + max);
        }

        /** {@code none} for none, since an empty value is no value. */
        List<String> networks(String name, String byDefault) {
            String value = text(name).orElse(byDefault);
            if (value.equals("none")) {
                return List.of();
            }
            List<String> networks =
                    Stream.of(value.split(",")).map(String::strip).toList();
            try {
                networks.forEach(IpNetwork::parse);
            } catch (IllegalArgumentException e) {
                throw wrong(name, value, "networks such as 10.0.0.0/8, separated by commas, or none");
            }
            return networks;
        }

        Duration seconds(String name, int byDefault) {
            return Duration.ofSeconds(number(name, byDefault, MAX_SECONDS));
        }

        long octets(String name, long byDefault, long max) {
            Optional<String> value = text(name);
            if (value.isEmpty()) {
                return byDefault;
            }
            try {
                long octets = Octets.parse(value.get());
                if (octets <= max) {
                    return octets;
                }
            } catch (IllegalArgumentException e) {
                throw wrong(name, value.get(), Octets.EXPECTED);
            }
            throw wrong(name, value.get(), "at most " + max + " octets");
        }

        private static IllegalArgumentException wrong(String name, String value, String expected) {
            return new IllegalArgumentException(
                    "System property " + name + " must be " + expected + ", not \"" + Visible.of(value) + "\"");
        }
    }
}
