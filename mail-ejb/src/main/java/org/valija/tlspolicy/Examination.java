package org.valija.tlspolicy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.valija.route.MailExchangers;
import org.valija.route.NextHop;
import org.valija.route.NextHops;
import org.valija.route.Route;
import org.valija.route.TlsOutcomes;
import org.valija.route.Tlsa;
import org.valija.settings.DomainPattern;
import org.valija.settings.InvalidSettingException;
import org.valija.spi.DomainName;

/** Looks at a destination as a delivery would, for somebody who wants to know. */
final class Examination {

    private final MailExchangers exchangers;
    private final Optional<Dane> dane;
    private final Optional<StsPolicies> sts;
    private final PublishedPolicies policies;
    private final int port;

    Examination(MailExchangers exchangers, Optional<Dane> dane, Optional<StsPolicies> sts, int port) {
        this.exchangers = exchangers;
        this.dane = dane;
        this.sts = sts;
        this.policies = new PublishedPolicies(dane, sts, TlsOutcomes.NONE);
        this.port = port;
    }

    DestinationTls of(String domain) {
        String name = domain == null ? "" : domain.strip();
        if (!DomainPattern.isDomain(name)) {
            throw new InvalidSettingException("domain", "Give a domain such as ejemplo.com.");
        }
        String ascii = DomainName.ascii(name).orElseThrow().toLowerCase(Locale.ROOT);
        NextHops found = exchangers.find(ascii, port, Route.Tls.OPPORTUNISTIC);
        NextHops next = found instanceof NextHops.Hosts hosts ? policies.forDomain(ascii, hosts) : found;
        List<DestinationTls.Host> hosts = next instanceof NextHops.Hosts ours
                ? ours.hosts().stream().map(Examination::host).toList()
                : List.of();
        return new DestinationTls(
                ascii,
                hosts,
                obstacle(next),
                sts.flatMap(known -> known.find(ascii)).map(DestinationTls.Policy::of),
                sts.flatMap(known -> known.failure(ascii))
                        .map(failed -> failed.why().getMessage()));
    }

    private static DestinationTls.Host host(NextHop hop) {
        return new DestinationTls.Host(
                hop.host(),
                hop.published().kind(),
                hop.published().authentic(),
                hop.published().tlsa().stream().map(Tlsa::toString).toList());
    }

    private static Optional<String> obstacle(NextHops next) {
        if (next instanceof NextHops.Unroutable nowhere) {
            return Optional.of(nowhere.reason());
        }
        return next instanceof NextHops.Unresolved unknown ? Optional.of(unknown.reason()) : Optional.empty();
    }

    String summary() {
        String signed = dane.isEmpty()
                ? "DANE is turned off"
                : dane.get().isOn()
                        ? "DANE is heeded"
                        : "DANE is not heeded, since the name servers pass no signatures on (DNSSEC)";
        return signed + (sts.isPresent() ? "; MTA-STS is heeded." : "; MTA-STS is turned off.");
    }
}
