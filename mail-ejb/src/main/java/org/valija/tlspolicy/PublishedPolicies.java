package org.valija.tlspolicy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.valija.EnhancedStatus;
import org.valija.route.DnssecLookup.Signed;
import org.valija.route.NextHop;
import org.valija.route.NextHops;
import org.valija.route.PublishedTls;
import org.valija.route.PublishedTls.Kind;
import org.valija.route.TlsOutcomes;
import org.valija.route.TlsPolicies;
import org.valija.route.TlsResult;
import org.valija.spi.DomainName;
import org.xbill.DNS.MXRecord;

/** DANE, and where there is none, MTA-STS (RFC 8461 section 2: a policy must not override a failing DANE validation). */
final class PublishedPolicies implements TlsPolicies {

    /** RFC 3463 section 3.5: directory server failure. */
    private static final EnhancedStatus NO_ANSWER = EnhancedStatus.parse("4.4.3");

    /** RFC 3463 section 3.8: delivery not authorized now, by the policy of the destination itself. */
    private static final EnhancedStatus NOT_ALLOWED = EnhancedStatus.parse("4.7.1");

    private final Optional<Dane> dane;
    private final Optional<StsPolicies> sts;
    private final TlsOutcomes outcomes;

    /** Either is empty if it is turned off. */
    PublishedPolicies(Optional<Dane> dane, Optional<StsPolicies> sts, TlsOutcomes outcomes) {
        this.dane = dane;
        this.sts = sts;
        this.outcomes = outcomes;
    }

    @Override
    public NextHops forSmartHost(NextHops.Hosts found) {
        Optional<Dane> on = dane.filter(Dane::isOn);
        return on.isEmpty() ? found : of(found.hosts(), hop -> ofHost(on.get(), "", hop));
    }

    @Override
    public NextHops forDomain(String domain, NextHops.Hosts found) {
        Optional<String> ascii = DomainName.ascii(domain);
        if (ascii.isEmpty()) {
            return found;
        }
        String name = ascii.get().toLowerCase(Locale.ROOT);
        Optional<Dane> on = dane.filter(Dane::isOn);
        Optional<Set<String>> signed = Optional.empty();
        if (on.isPresent()) {
            try {
                signed = on.get().exchangers(name).map(mx -> hosts(name, mx));
            } catch (Dane.UnknownExchangersException e) {
                outcomes.failed(PublishedTls.nothing(name, false), "", "", TlsResult.DNSSEC_INVALID, e.getMessage());
                return new NextHops.Unresolved(e.getMessage());
            }
        }
        Optional<CachedPolicy> policy = sts.flatMap(policies -> policies.find(name))
                .filter(p -> p.policy().mode() != StsPolicy.Mode.NONE);
        Optional<Set<String>> authentic = signed;
        return of(found.hosts(), hop -> {
            if (authentic.isPresent()) {
                if (!authentic.get().contains(hop.host().toLowerCase(Locale.ROOT))) {
                    // What we have asked for without signatures was forged, or has changed just now.
                    return new Refused(
                            NO_ANSWER, hop.host() + " is none of the mail hosts in the signed MX records of " + name);
                }
                Verdict verdict = ofHost(on.get(), name, hop);
                if (!(verdict instanceof Allowed allowed)
                        || allowed.hop().published().kind() == Kind.DANE) {
                    return verdict;
                }
                // RFC 8461 section 2: what DANE has not authenticated is left to a policy that is enforced.
                if (allowed.hop().published().kind() == Kind.DANE_UNUSABLE
                        && policy.filter(p -> p.policy().mode() == StsPolicy.Mode.ENFORCE)
                                .isEmpty()) {
                    return verdict;
                }
            }
            return policy.map(p -> ofPolicy(p, authentic.isPresent(), hop))
                    .orElseGet(() -> new Allowed(hop.withPublished(PublishedTls.nothing(name, authentic.isPresent()))));
        });
    }

    private sealed interface Verdict {}

    private record Allowed(NextHop hop) implements Verdict {}

    private record Refused(EnhancedStatus status, String reason) implements Verdict {}

    @FunctionalInterface
    private interface Judge {

        Verdict of(NextHop hop);
    }

    private static NextHops of(List<NextHop> hops, Judge judge) {
        List<NextHop> allowed = new ArrayList<>();
        Optional<Refused> refused = Optional.empty();
        for (NextHop hop : hops) {
            Verdict verdict = judge.of(hop);
            if (verdict instanceof Allowed one) {
                allowed.add(one.hop());
            } else if (refused.isEmpty()) {
                refused = Optional.of((Refused) verdict);
            }
        }
        return allowed.isEmpty()
                ? new NextHops.Unresolved(
                        refused.orElseThrow().status(), refused.get().reason())
                : new NextHops.Hosts(allowed);
    }

    /** RFC 5321 section 5.1: without MX records, the domain itself. */
    private static Set<String> hosts(String domain, Signed mx) {
        return mx.records().isEmpty()
                ? Set.of(domain)
                : mx.records().stream()
                        .map(record ->
                                ((MXRecord) record).getTarget().toString(true).toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
    }

    private Verdict ofHost(Dane records, String domain, NextHop hop) {
        Dane.Finding finding = records.of(domain, hop.host(), hop.port());
        if (finding instanceof Dane.Found found) {
            return new Allowed(hop.withPublished(found.published()));
        }
        if (finding instanceof Dane.Unusable unusable) {
            outcomes.failed(
                    PublishedTls.nothing(domain, true), hop.host(), "", TlsResult.DNSSEC_INVALID, unusable.reason());
            return new Refused(NO_ANSWER, unusable.reason());
        }
        return new Allowed(hop.withPublished(PublishedTls.nothing(domain, true)));
    }

    private Verdict ofPolicy(CachedPolicy cached, boolean signed, NextHop hop) {
        StsPolicy policy = cached.policy();
        boolean named = policy.names(hop.host());
        if (policy.mode() == StsPolicy.Mode.ENFORCE) {
            PublishedTls published = PublishedTls.sts(Kind.MTA_STS, true, cached.domain(), policy.lines());
            if (named) {
                return new Allowed(hop.withPublished(published));
            }
            // RFC 8461 section 5: hosts that the policy does not name are left out.
            String reason = "The MTA-STS policy of " + cached.domain() + " does not allow the mail host " + hop.host()
                    + ": it names " + policy.mx().stream().limit(10).collect(Collectors.joining(", "));
            outcomes.failed(published, hop.host(), "", TlsResult.VALIDATION_FAILURE, reason);
            return new Refused(NOT_ALLOWED, reason);
        }
        Kind kind = named ? Kind.MTA_STS_TESTING : Kind.MTA_STS_TESTING_OTHER_HOST;
        return new Allowed(hop.withPublished(PublishedTls.sts(kind, signed, cached.domain(), policy.lines())));
    }
}
