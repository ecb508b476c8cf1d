package org.valija.route;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Name;
import org.xbill.DNS.NioClient;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/** Asks the domain name system, by name servers of our own choice or the system's. Safe for use by many threads. */
public final class DnsLookup implements AutoCloseable {

    private static final Logger LOG = System.getLogger(DnsLookup.class.getName());

    static {
        // dnsjava's shutdown hook waits for a thread that ends with an error once a server has closed the application's
        // class loader; the JVM would never stop (seen on Payara). We close by ourselves instead.
        if (System.getProperty("dnsjava.nio.register_shutdown_hook") == null) {
            System.setProperty("dnsjava.nio.register_shutdown_hook", "false");
        }
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long CLOSE_MILLIS = 5000;
    private static final int CACHE_ENTRIES = 10_000;
    private static final int MAX_CACHED_SECONDS = 3600;

    private final Resolver resolver;
    private final Cache cache = new Cache(DClass.IN);
    /** For those who do not wait; with the same cache. */
    private final LookupSession session;

    private DnsLookup(Resolver resolver) {
        this.resolver = resolver;
        cache.setMaxEntries(CACHE_ENTRIES);
        cache.setMaxCache(MAX_CACHED_SECONDS);
        cache.setMaxNCache(MAX_CACHED_SECONDS);
        session = LookupSession.builder()
                .resolver(resolver)
                .cache(cache)
                .defaultHostsFileParser()
                .build();
    }

    /**
     * @param servers the name servers as {@code address} or {@code address:port}, separated by commas (an IPv6 address in
     *     brackets); blank for the system's
     * @throws IllegalArgumentException if there is no such address
     */
    public static DnsLookup by(String servers) {
        return by(servers, TIMEOUT);
    }

    static DnsLookup by(String servers, Duration timeout) {
        return new DnsLookup(resolver(servers, timeout));
    }

    /** For others that ask the same servers. */
    static Resolver resolver(String servers) {
        return resolver(servers, TIMEOUT);
    }

    private static Resolver resolver(String servers, Duration timeout) {
        try {
            ExtendedResolver resolver =
                    servers.isBlank() ? new ExtendedResolver() : new ExtendedResolver(resolvers(servers));
            resolver.setTimeout(timeout);
            resolver.setRetries(2);
            return resolver;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Not a list of name servers: " + servers, e);
        }
    }

    /**
     * The name servers that would be asked.
     *
     * @param servers as in {@link #by(String)}
     * @throws IllegalArgumentException if there is no such address
     */
    public static List<InetSocketAddress> addresses(String servers) {
        return Stream.of(((ExtendedResolver) resolver(servers)).getResolvers())
                .map(resolver -> ((SimpleResolver) resolver).getAddress())
                .toList();
    }

    private static Resolver[] resolvers(String servers) throws UnknownHostException {
        List<Resolver> resolvers = new ArrayList<>();
        for (String server : servers.split(",")) {
            String trimmed = server.strip();
            int colon = trimmed.lastIndexOf(':');
            boolean withPort =
                    colon > trimmed.lastIndexOf(']') && (trimmed.startsWith("[") || trimmed.indexOf(':') == colon);
            String address = withPort ? trimmed.substring(0, colon) : trimmed;
            int port = withPort ? Integer.parseInt(trimmed.substring(colon + 1)) : SimpleResolver.DEFAULT_PORT;
            String bare = address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
            resolvers.add(new SimpleResolver(new InetSocketAddress(bare, port)));
        }
        return resolvers.toArray(Resolver[]::new);
    }

    /**
     * @param domain in A-labels, without the final dot
     * @param type of {@link org.xbill.DNS.Type}
     */
    public Answer find(String domain, int type) {
        return find(domain, type, cache);
    }

    /**
     * The same without what is known from before, for somebody who has just changed the records.
     *
     * @param domain in A-labels, without the final dot
     * @param type of {@link org.xbill.DNS.Type}
     */
    public Answer findAnew(String domain, int type) {
        return find(domain, type, new Cache(DClass.IN));
    }

    private Answer find(String domain, int type, Cache known) {
        Lookup lookup;
        try {
            lookup = new Lookup(Name.fromString(domain, Name.root), type);
        } catch (TextParseException e) {
            return new NoSuchDomain();
        }
        lookup.setResolver(resolver);
        lookup.setCache(known);
        Record[] records = lookup.run();
        return switch (lookup.getResult()) {
            case Lookup.SUCCESSFUL -> new Records(List.of(records));
            case Lookup.TYPE_NOT_FOUND -> new Records(List.of());
            case Lookup.HOST_NOT_FOUND -> new NoSuchDomain();
            // Servers that fail, do not answer, or answer with a loop: all this may be mended before the mail expires.
            default -> new NoAnswer(lookup.getErrorString());
        };
    }

    /**
     * As {@link #find(String, int)}, without waiting; it may read the system's file of hosts first.
     *
     * @param domain in A-labels, without the final dot
     * @param type of {@link org.xbill.DNS.Type}
     */
    public CompletionStage<Answer> findLater(String domain, int type) {
        Name name;
        try {
            name = Name.fromString(domain, Name.root);
        } catch (TextParseException e) {
            return CompletableFuture.completedStage(new NoSuchDomain());
        }
        return session.lookupAsync(name, type).handle(DnsLookup::answer);
    }

    private static Answer answer(LookupResult result, Throwable failure) {
        if (failure == null) {
            return new Records(result.getRecords());
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof NoSuchRRSetException) {
            return new Records(List.of());
        }
        return cause instanceof NoSuchDomainException ? new NoSuchDomain() : new NoAnswer(String.valueOf(cause));
    }

    /** Ends dnsjava's thread, which would keep the application's classes in memory. Look-ups may follow and start it anew. */
    @Override
    public void close() {
        Thread closing = new Thread(NioClient::close, "dnsjava close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closing.isAlive()) {
            LOG.log(Level.WARNING, "dnsjava did not end within {0} ms", Long.toString(CLOSE_MILLIS));
        }
    }

    /** What came back. */
    public sealed interface Answer {}

    /** The domain exists; there may be no records of the type. */
    public record Records(List<Record> records) implements Answer {}

    /** The domain does not exist. */
    public record NoSuchDomain() implements Answer {}

    /** Nobody could tell. */
    public record NoAnswer(String reason) implements Answer {}
}
