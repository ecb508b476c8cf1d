package org.valija.admin.rest;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.valija.SendOptions;
import org.valija.route.CertificatePin;
import org.valija.route.OAuth2;
import org.valija.route.RetrySchedule;
import org.valija.route.Route;
import org.valija.route.RouteForecast;
import org.valija.route.RouteForecasts;
import org.valija.route.RouteLogin;
import org.valija.route.Routes;
import org.valija.route.SmartHost;
import org.valija.settings.InvalidSettingException;

/** The routes, in their order; the sandbox switch; and what would happen to a message. */
@Path("routes")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class RoutesResource extends PlacedRules<Route, RoutesResource.Entry> {

    @EJB
    private Routes routes;

    @EJB
    private RouteForecasts forecasts;

    @GET
    public List<Entry> list() {
        return entries();
    }

    @GET
    @Path("{id}")
    public Entry one(@PathParam("id") long id) {
        return find(id);
    }

    /** Adds a route: to its place, or before the first one that would take all of its mail, or behind the others. */
    @POST
    public Response add(InputStream body) throws IOException {
        return created(RouteDocument.read(0, JsonFields.document(body)));
    }

    /** Changes a route to this, and moves it if its place is another one; without a secret, the one that it has stays. */
    @PUT
    @Path("{id}")
    public Entry change(@PathParam("id") long id, InputStream body) throws IOException {
        find(id);
        return changed(id, RouteDocument.read(id, JsonFields.document(body)));
    }

    @DELETE
    @Path("{id}")
    public void remove(@PathParam("id") long id) {
        removed(id);
    }

    @Override
    String name() {
        return "Route";
    }

    @Override
    RuleList<Route> rules() {
        return new RuleList<>(
                routes::list, Route::id, routes::add, routes::add, routes::change, routes::change, routes::remove);
    }

    @Override
    Entry entry(int place, Route rule) {
        return Entry.of(place, rule);
    }

    /** Whether all outbound mail goes to the sandbox mailbox, whatever the routes say. */
    @GET
    @Path("sandbox")
    public Switch sandbox() {
        return new Switch(routes.isSandbox());
    }

    @PUT
    @Path("sandbox")
    public Switch switchSandbox(InputStream body) throws IOException {
        JsonFields document = JsonFields.parse("the sandbox switch", JsonFields.document(body), Set.of("on"));
        boolean on = document.bool("on").orElseThrow(() -> document.missing("on"));
        routes.setSandbox(on);
        logChange("The sandbox was switched " + (on ? "on" : "off") + ".");
        return new Switch(on);
    }

    /**
     * What would happen to a message; nobody is connected to.
     *
     * @param sender empty for the null sender
     * @param stream {@code transactional} if it is left out
     * @param size in octets, 0 if it is left out
     */
    @GET
    @Path("forecast")
    public Forecast forecast(
            @QueryParam("sender") @DefaultValue("") String sender,
            @QueryParam("recipient") @DefaultValue("") String recipient,
            @QueryParam("stream") @DefaultValue(SendOptions.TRANSACTIONAL) String stream,
            @QueryParam("size") @DefaultValue("0") String size) {
        if (!size.matches("\\d{1,18}")) {
            throw new InvalidSettingException("size", "Give a size in octets.");
        }
        return Forecast.of(forecasts.forecast(sender, recipient, stream, Long.parseLong(size)));
    }

    /** @param on whether it is */
    public record Switch(boolean on) {}

    /**
     * What would happen to a message.
     *
     * @param place the route's; null if none of the list matches, and while the sandbox switch is on
     * @param hops in the order in which they are tried
     * @param reason why it goes nowhere; null if it goes
     */
    public record Forecast(
            RouteForecast.Outcome outcome, Integer place, Long route, Route.Kind kind, List<Hop> hops, String reason) {

        static Forecast of(RouteForecast found) {
            boolean listed = found.place().isPresent();
            return new Forecast(
                    found.outcome(),
                    listed ? found.place().getAsInt() : null,
                    listed ? found.route().id() : null,
                    found.route().kind(),
                    found.hops().stream().map(Hop::of).toList(),
                    found.reason().orElse(null));
        }
    }

    /** A next hop. */
    public record Hop(String host, int port, List<String> addresses) {

        static Hop of(RouteForecast.Hop hop) {
            return new Hop(
                    hop.host(),
                    hop.port(),
                    hop.addresses().stream().map(InetAddress::getHostAddress).toList());
        }
    }

    /**
     * A route, without its secrets; what it does not have is null.
     *
     * @param id ours
     * @param place from 1; the first one that matches decides
     * @param minSize in octets
     */
    public record Entry(
            long id,
            int place,
            String recipientDomain,
            String sender,
            String stream,
            long minSize,
            Route.Kind kind,
            List<String> hosts,
            Route.Order order,
            Route.Tls tls,
            List<String> pins,
            String user,
            OAuth2.Grant grant,
            String tokenUrl,
            String clientId,
            String scope,
            String schedule,
            String expiry) {

        static Entry of(int place, Route route) {
            Optional<OAuth2> tokens = route.login().flatMap(RouteLogin::tokens);
            return new Entry(
                    route.id(),
                    place,
                    route.conditions().recipientDomain(),
                    route.conditions().sender().orElse(null),
                    route.conditions().stream().orElse(null),
                    route.conditions().minSize(),
                    route.kind(),
                    route.hosts().stream().map(SmartHost::toString).toList(),
                    route.order(),
                    route.tls(),
                    route.pins().stream().map(CertificatePin::toString).toList(),
                    route.login().map(RouteLogin::user).orElse(null),
                    tokens.map(OAuth2::grant).orElse(null),
                    tokens.map(OAuth2::tokenUrl).orElse(null),
                    tokens.map(OAuth2::clientId).orElse(null),
                    tokens.flatMap(OAuth2::scope).orElse(null),
                    route.retry().schedule().map(RetrySchedule::toString).orElse(null),
                    route.retry().expiry().map(RetrySchedule::text).orElse(null));
        }
    }
}
