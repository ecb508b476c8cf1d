package org.valija.outbound;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;
import org.valija.route.NextHop;
import org.valija.route.NextHops;
import org.valija.route.Route;
import org.valija.route.RouteForecast;
import org.valija.route.RouteForecast.Outcome;
import org.valija.route.RouteForecasts;
import org.valija.route.RoutedMail;
import org.valija.route.Routes;
import org.valija.settings.InvalidSettingException;

/** Asks the router of the deliveries. In no transaction: name servers may take their time. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RouteForecastBean implements RouteForecasts {

    @EJB
    private OutboundParts parts;

    @EJB
    private Routes routes;

    @Override
    public RouteForecast forecast(String sender, String recipient, String stream, long size) {
        Optional<MailAddress> reversePath =
                sender.isEmpty() || sender.equals("<>") ? Optional.empty() : Optional.of(address("sender", sender));
        MailAddress to = address("recipient", recipient);
        if (!parts.settings().streams().names().contains(stream)) {
            throw new InvalidSettingException("stream", "There is no stream \"" + stream + "\".");
        }
        if (size < 0) {
            throw new InvalidSettingException("size", "Give a size in octets.");
        }
        Route route = parts.router().route(new RoutedMail(reversePath, to.domain(), stream, size));
        NextHops found = parts.router().find(route, to.domain());
        return new RouteForecast(
                outcome(found), route.withoutSecrets(), place(route, routes.list()), hops(found), reason(found));
    }

    private static MailAddress address(String field, String text) {
        try {
            return MailAddress.parse(text);
        } catch (InvalidAddressException e) {
            throw new InvalidSettingException(field, "Give a mail address: " + e.getMessage() + ".");
        }
    }

    private static OptionalInt place(Route route, List<Route> list) {
        return IntStream.range(0, list.size())
                .filter(i -> list.get(i).id() == route.id())
                .map(i -> i + 1)
                .findFirst();
    }

    private static Outcome outcome(NextHops found) {
        if (found instanceof NextHops.Hosts) {
            return Outcome.DELIVERY;
        } else if (found instanceof NextHops.Sandbox) {
            return Outcome.SANDBOX;
        }
        return found instanceof NextHops.Unroutable ? Outcome.BOUNCE : Outcome.DEFERRAL;
    }

    private static List<RouteForecast.Hop> hops(NextHops found) {
        return found instanceof NextHops.Hosts hosts
                ? hosts.hosts().stream().map(RouteForecastBean::hop).toList()
                : List.of();
    }

    private static RouteForecast.Hop hop(NextHop hop) {
        return new RouteForecast.Hop(hop.host(), hop.port(), hop.addresses());
    }

    private static Optional<String> reason(NextHops found) {
        if (found instanceof NextHops.Unroutable nowhere) {
            return Optional.of(nowhere.reason());
        }
        return found instanceof NextHops.Unresolved unknown ? Optional.of(unknown.reason()) : Optional.empty();
    }
}
