package org.valija.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.valija.settings.InvalidSettingException;

/** Decides where a message goes next: the routes first, then the domain name system. */
public final class Router {

    /** After that, no further smart host is looked up. */
    private static final Duration TIME_FOR_HOSTS = Duration.ofSeconds(30);

    private final RouteTable routes;
    private final MailExchangers exchangers;
    private final TlsPolicies policies;
    private final int mxPort;

    /** @param mxPort where mail exchangers listen */
    public Router(RouteTable routes, MailExchangers exchangers, TlsPolicies policies, int mxPort) {
        this.routes = routes;
        this.exchangers = exchangers;
        this.policies = policies;
        this.mxPort = mxPort;
    }

    /** The route that a message takes; from memory. */
    public Route route(RoutedMail mail) {
        return routes.routeFor(mail);
    }

    /** The route that re-routed mail takes; from memory. */
    public Route route(Detour detour) {
        return routes.routeFor(detour);
    }

    /**
     * The routes of which mail for a domain takes one; from memory, never empty.
     *
     * @param domain a recipient's domain, or an address literal in brackets
     */
    public List<Route> routes(String domain) {
        return routes.routesFor(domain);
    }

    /**
     * The next hops of mail for a domain that takes this route. May wait for name servers, and for the web server of a domain
     * whose MTA-STS policy is not known yet.
     *
     * @param domain a recipient's domain, or an address literal in brackets
     */
    public NextHops find(Route route, String domain) {
        return find(route, domain, policies);
    }

    /** The same, whatever is published about TLS: for mail whose sender says that it shall arrive in any case (RFC 8689). */
    public NextHops findWithoutPolicies(Route route, String domain) {
        return find(route, domain, TlsPolicies.NONE);
    }

    private NextHops find(Route route, String domain, TlsPolicies heeded) {
        return switch (route.kind()) {
            case SANDBOX -> new NextHops.Sandbox();
            case MX -> pinned(mailExchangers(domain, route.tls(), heeded), route.pins());
            case SMART_HOST -> smartHosts(route, heeded);
        };
    }

    private static NextHops pinned(NextHops found, List<CertificatePin> pins) {
        return found instanceof NextHops.Hosts hosts && !pins.isEmpty()
                ? new NextHops.Hosts(
                        hosts.hosts().stream().map(hop -> hop.withPins(pins)).toList())
                : found;
    }

    /**
     * Looks the host of a detour up.
     *
     * @throws InvalidSettingException if it is this server, or has no address now
     */
    public void check(Detour detour) {
        NextHops found = smartHosts(detour.route(), policies);
        if (!(found instanceof NextHops.Hosts hosts)) {
            throw new InvalidSettingException("nextHop", ((NextHops.Unresolved) found).reason() + ".");
        }
        if (exchangers.hasOurselves(hosts)) {
            throw new InvalidSettingException(
                    "nextHop", detour + " is this server: mail that it sends to itself would go round for ever.");
        }
    }

    private NextHops mailExchangers(String domain, Route.Tls tls, TlsPolicies heeded) {
        NextHops found = exchangers.find(domain, mxPort, tls);
        if (tls == Route.Tls.NONE || domain.startsWith("[") || !(found instanceof NextHops.Hosts hosts)) {
            return found;
        }
        NextHops judged = heeded.forDomain(domain, hosts);
        return tls == Route.Tls.OPPORTUNISTIC ? judged : vouchedFor(domain, hosts, judged);
    }

    /** A route that asks for TLS itself takes of what is published only who vouches for a host. */
    private static NextHops.Hosts vouchedFor(String domain, NextHops.Hosts found, NextHops judged) {
        Set<String> authentic = judged instanceof NextHops.Hosts hosts
                ? hosts.hosts().stream()
                        .filter(hop -> hop.published().authentic())
                        .map(NextHop::host)
                        .collect(Collectors.toSet())
                : Set.of();
        return new NextHops.Hosts(found.hosts().stream()
                .map(hop -> hop.withPublished(PublishedTls.nothing(domain, authentic.contains(hop.host()))))
                .toList());
    }

    private NextHops smartHost(SmartHost host, Route.Tls tls, Optional<NextHop.Login> login, TlsPolicies heeded) {
        NextHops found = exchangers.smartHost(host, tls, login);
        return tls == Route.Tls.OPPORTUNISTIC && found instanceof NextHops.Hosts hosts
                ? heeded.forSmartHost(hosts)
                : found;
    }

    /** Those of them that are known: one that has no address now is one that can't be reached. */
    private NextHops smartHosts(Route route, TlsPolicies heeded) {
        Optional<NextHop.Login> login = route.login()
                .map(given -> new NextHop.Login(given.user(), given.password().orElse(""), given.tokens()));
        List<SmartHost> hosts = new ArrayList<>(route.hosts());
        if (route.order() == Route.Order.RANDOM) {
            Collections.shuffle(hosts);
        }
        List<NextHop> hops = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        long start = System.nanoTime();
        for (SmartHost host : hosts) {
            if (System.nanoTime() - start > TIME_FOR_HOSTS.toNanos()) {
                // Whoever asks may hold a JTA transaction, and a silent name server makes each host wait.
                problems.add("the others can't be looked up in time");
                break;
            }
            NextHops found = smartHost(host, route.tls(), login, heeded);
            if (found instanceof NextHops.Hosts known) {
                hops.addAll(known.hosts());
            } else if (found instanceof NextHops.Unresolved unknown) {
                problems.add(unknown.reason());
            } else if (found instanceof NextHops.Unroutable nowhere) {
                // A smart host without an address is the administrator's mistake, and no reason to return anyone's
                // mail.
                problems.add(nowhere.reason());
            }
        }
        return hops.isEmpty()
                ? new NextHops.Unresolved(
                        problems.isEmpty() ? "The route names no smart host: " + route : String.join("; ", problems))
                : pinned(new NextHops.Hosts(hops), route.pins());
    }
}
