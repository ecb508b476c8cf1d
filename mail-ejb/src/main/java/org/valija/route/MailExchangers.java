package org.valija.route;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.valija.EnhancedStatus;
import org.valija.route.DnsLookup.Answer;
import org.valija.route.DnsLookup.NoAnswer;
import org.valija.route.DnsLookup.NoSuchDomain;
import org.valija.route.DnsLookup.Records;
import org.valija.spi.DomainName;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Finds the hosts that take mail for a domain (RFC 5321 section 5.1). Safe for use by many threads. */
public final class MailExchangers {

    /** RFC 3463 section 3.2: bad destination system address. */
    private static final EnhancedStatus NO_SUCH_DOMAIN = EnhancedStatus.parse("5.1.2");
    /** RFC 7505 section 4.2: the recipient's domain has a null MX. */
    private static final EnhancedStatus NULL_MX = EnhancedStatus.parse("5.1.10");
    /** RFC 3463 section 3.5: routing, unable to route. */
    private static final EnhancedStatus UNABLE_TO_ROUTE = EnhancedStatus.parse("5.4.4");
    /** RFC 3463 section 3.5: routing loop detected. */
    private static final EnhancedStatus LOOP = EnhancedStatus.parse("5.4.6");

    /** The more of a domain's hosts we try, the longer it can hold us up; others stop at a few, too. */
    private static final int MAX_HOSTS = 10;

    /** After that, no further host is looked up. */
    private static final Duration TIME_FOR_HOSTS = Duration.ofSeconds(30);

    private final DnsLookup dns;
    private final OwnHost self;
    private final Duration timeForHosts;

    public MailExchangers(DnsLookup dns, OwnHost self) {
        this(dns, self, TIME_FOR_HOSTS);
    }

    MailExchangers(DnsLookup dns, OwnHost self, Duration timeForHosts) {
        this.dns = dns;
        this.self = self;
        this.timeForHosts = timeForHosts;
    }

    /**
     * The hosts for a domain.
     *
     * @param domain a domain name or an address literal
     * @param port where SMTP is spoken there
     * @param tls how it is spoken
     */
    public NextHops find(String domain, int port, Route.Tls tls) {
        if (domain.startsWith("[")) {
            return notOurselves(domain, literal(domain, port, tls));
        }
        Optional<String> converted = DomainName.ascii(domain);
        if (converted.isEmpty()) {
            return noSuchDomain(domain);
        }
        String ascii = converted.get();
        Answer answer = dns.find(ascii, Type.MX);
        if (answer instanceof NoAnswer none) {
            return new NextHops.Unresolved("The MX records of " + domain + " can't be looked up: " + none.reason());
        }
        if (answer instanceof NoSuchDomain) {
            return noSuchDomain(domain);
        }
        List<MXRecord> records =
                ((Records) answer).records().stream().map(MXRecord.class::cast).toList();
        if (records.isEmpty()) {
            // RFC 5321 section 5.1: no MX records, so the domain itself is an implicit MX.
            return notOurselves(domain, host(ascii, port, tls, Optional.empty(), PublishedTls.UNKNOWN));
        }
        if (isNullMx(records)) {
            return new NextHops.Unroutable(NULL_MX, "The domain " + domain + " takes no mail (null MX)");
        }
        return hosts(domain, records, port, tls);
    }

    /** Why mail for a domain can't be delivered, ever. */
    enum Obstacle {
        NONE,
        /** Its domain says that it takes none (RFC 7505). */
        NULL_MX,
        /** There is no such domain, or no MX record and no address. */
        NO_HOST,
        /** Nobody could tell. */
        UNKNOWN
    }

    /**
     * Looks whether {@link #find} would say that mail for a domain is not deliverable, without waiting. The addresses of the
     * hosts in MX records are not looked up.
     *
     * @param domain a domain name
     */
    CompletionStage<Obstacle> obstacle(String domain) {
        Optional<String> name = DomainName.ascii(domain);
        if (name.isEmpty()) {
            return CompletableFuture.completedStage(Obstacle.NO_HOST);
        }
        String ascii = name.get();
        return dns.findLater(ascii, Type.MX).thenCompose(answer -> {
            if (answer instanceof Records found && found.records().isEmpty()) {
                return addressObstacle(ascii);
            }
            return CompletableFuture.completedStage(mxObstacle(answer));
        });
    }

    private static Obstacle mxObstacle(Answer answer) {
        if (answer instanceof NoSuchDomain) {
            return Obstacle.NO_HOST;
        }
        if (answer instanceof Records found) {
            return isNullMx(found.records()) ? Obstacle.NULL_MX : Obstacle.NONE;
        }
        return Obstacle.UNKNOWN;
    }

    /** RFC 5321 section 5.1: the domain itself is the host. */
    private CompletionStage<Obstacle> addressObstacle(String host) {
        try {
            Address.getByAddress(host);
            return CompletableFuture.completedStage(Obstacle.NONE);
        } catch (UnknownHostException e) {
            // A name then.
        }
        return dns.findLater(host, Type.AAAA).thenCombine(dns.findLater(host, Type.A), (aaaa, a) -> {
            if (hasRecords(aaaa) || hasRecords(a)) {
                return Obstacle.NONE;
            }
            return aaaa instanceof NoAnswer || a instanceof NoAnswer ? Obstacle.UNKNOWN : Obstacle.NO_HOST;
        });
    }

    private static boolean hasRecords(Answer answer) {
        return answer instanceof Records found && !found.records().isEmpty();
    }

    /** RFC 7505 section 3. */
    private static boolean isNullMx(List<? extends Record> records) {
        return records.stream().allMatch(mx -> ((MXRecord) mx).getTarget().equals(Name.root));
    }

    /** A host that a route names; never this server itself, from which the mail would come back. */
    NextHops smartHost(SmartHost host, Route.Tls tls, Optional<NextHop.Login> login) {
        NextHops found = host(host.host(), host.port(), tls, login);
        boolean ourselves = self.is(host)
                || (found instanceof NextHops.Hosts hosts
                        && hosts.hosts().stream().anyMatch(hop -> isOurs(hop.addresses(), hop.port())));
        return ourselves ? new NextHops.Unroutable(LOOP, "The smart host " + host + " is this server itself") : found;
    }

    /**
     * A host that is known by name or address.
     *
     * @param host a host name or an IP address
     */
    public NextHops host(String host, int port, Route.Tls tls, Optional<NextHop.Login> login) {
        return host(host, port, tls, login, PublishedTls.NAMED);
    }

    private NextHops host(String host, int port, Route.Tls tls, Optional<NextHop.Login> login, PublishedTls published) {
        Addresses addresses = addresses(host);
        if (!addresses.found().isEmpty()) {
            return new NextHops.Hosts(
                    List.of(new NextHop(host, addresses.found(), port, tls, login, List.of(), published)));
        }
        if (addresses.problem().isPresent()) {
            return new NextHops.Unresolved(addresses.problem().get());
        }
        return new NextHops.Unroutable(NO_SUCH_DOMAIN, "There is no host " + host);
    }

    private static NextHops noSuchDomain(String domain) {
        return new NextHops.Unroutable(NO_SUCH_DOMAIN, "There is no domain " + domain);
    }

    private static NextHops literal(String domain, int port, Route.Tls tls) {
        String text = domain.substring(1, domain.length() - 1);
        String bare = text.startsWith("ipv6:") ? text.substring(5) : text;
        try {
            List<InetAddress> address = List.of(Address.getByAddress(bare));
            return new NextHops.Hosts(List.of(new NextHop(bare, address, port, tls, Optional.empty())));
        } catch (UnknownHostException e) {
            return noSuchDomain(domain);
        }
    }

    /** Where the domain has one host, and that is this one. */
    private NextHops notOurselves(String domain, NextHops found) {
        boolean ourselves = found instanceof NextHops.Hosts hosts
                && hosts.hosts().stream()
                        .allMatch(hop -> self.isNamed(hop.host()) || isOurs(hop.addresses(), hop.port()));
        return ourselves ? loop(domain) : found;
    }

    /** Whether one of them is a listener of this server. */
    boolean hasOurselves(NextHops.Hosts hosts) {
        return hosts.hosts().stream()
                .anyMatch(hop -> self.isListening(hop.host(), hop.port()) || isOurs(hop.addresses(), hop.port()));
    }

    private boolean isOurs(List<InetAddress> addresses, int port) {
        return addresses.stream().anyMatch(address -> self.isAt(address, port));
    }

    private static NextHops loop(String domain) {
        return new NextHops.Unroutable(
                LOOP,
                "The mail host of " + domain + " is this server, which has nobody here to give its mail to: a route for"
                        + " the domain would say where it goes");
    }

    /** By preference; RFC 5321 section 5.1: those of the same preference in random order, to spread the load. */
    private static List<MXRecord> inOrder(List<MXRecord> records) {
        List<MXRecord> shuffled = new ArrayList<>(records);
        Collections.shuffle(shuffled);
        return shuffled.stream()
                .filter(mx -> !mx.getTarget().equals(Name.root))
                .sorted(Comparator.comparingInt(MXRecord::getPriority))
                .toList();
    }

    private static String host(MXRecord record) {
        return record.getTarget().toString(true);
    }

    /**
     * RFC 5321 section 5.1: where this server is one of the hosts, only those that are preferred to it come into question.
     */
    private NextHops hosts(String domain, List<MXRecord> records, int port, Route.Tls tls) {
        int ours = records.stream()
                .filter(mx -> self.isNamed(host(mx)))
                .mapToInt(MXRecord::getPriority)
                .min()
                .orElse(Integer.MAX_VALUE);
        Map<String, Candidate> hosts = new LinkedHashMap<>();
        Optional<String> problem = Optional.empty();
        long start = System.nanoTime();
        for (MXRecord mx : inOrder(records)) {
            if (mx.getPriority() >= ours || hosts.size() == MAX_HOSTS) {
                break;
            }
            if (hosts.containsKey(host(mx))) {
                continue;
            }
            Addresses addresses = addresses(host(mx));
            if (isOurs(addresses.found(), port)) {
                ours = mx.getPriority();
                break;
            }
            problem = problem.or(addresses::problem);
            hosts.put(host(mx), new Candidate(mx.getPriority(), addresses.found()));
            if (System.nanoTime() - start > timeForHosts.toNanos()) {
                // Whoever asks may hold a JTA transaction, and a silent name server makes each host wait.
                problem = problem.or(() -> Optional.of("The mail hosts of " + domain + " can't be looked up in time"));
                break;
            }
        }
        int limit = ours;
        hosts.values().removeIf(candidate -> candidate.preference >= limit);
        return found(domain, hosts, limit < Integer.MAX_VALUE, problem, port, tls);
    }

    /** A host that is preferred to this one. */
    private record Candidate(int preference, List<InetAddress> addresses) {}

    /** @param backup whether this server is a mail host of the domain, too */
    private static NextHops found(
            String domain,
            Map<String, Candidate> hosts,
            boolean backup,
            Optional<String> problem,
            int port,
            Route.Tls tls) {
        List<NextHop> hops = new ArrayList<>();
        hosts.forEach((name, host) -> {
            if (!host.addresses.isEmpty()) {
                hops.add(new NextHop(
                        name, host.addresses, port, tls, Optional.empty(), List.of(), PublishedTls.UNKNOWN));
            }
        });
        if (!hops.isEmpty()) {
            return new NextHops.Hosts(hops);
        }
        if (backup && hosts.isEmpty()) {
            return loop(domain);
        }
        if (problem.isPresent()) {
            return new NextHops.Unresolved(problem.get());
        }
        if (backup) {
            return new NextHops.Unresolved("This server keeps the mail of " + domain
                    + " until one of the domain's other mail hosts is there; none of them has an address now");
        }
        // RFC 5321 section 5.1: "If MX records are present, but none of them are usable, this MUST be reported as an
        // error."
        return new NextHops.Unroutable(UNABLE_TO_ROUTE, "None of the mail hosts of " + domain + " has an address");
    }

    private Addresses addresses(String host) {
        try {
            return new Addresses(List.of(Address.getByAddress(host)), Optional.empty());
        } catch (UnknownHostException e) {
            // A name then.
        }
        List<InetAddress> found = new ArrayList<>();
        Optional<String> problem = Optional.empty();
        for (int type : new int[] {Type.AAAA, Type.A}) {
            Answer answer = dns.find(host, type);
            if (answer instanceof Records records) {
                records.records().forEach(record -> found.add(address(host, record)));
            } else if (answer instanceof NoAnswer none) {
                problem = Optional.of("The address of " + host + " can't be looked up: " + none.reason());
            }
        }
        return new Addresses(found, problem);
    }

    /** With the host's name in it, which Angus Mail takes from there to check a certificate. */
    private static InetAddress address(String host, Record record) {
        InetAddress address = record instanceof AAAARecord aaaa ? aaaa.getAddress() : ((ARecord) record).getAddress();
        try {
            return InetAddress.getByAddress(host, address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // it has the length of an address
        }
    }

    /** What was found, and what kept us from finding more. */
    private record Addresses(List<InetAddress> found, Optional<String> problem) {}
}
