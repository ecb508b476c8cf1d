package org.valija.admin.rest;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.valija.route.CertificatePin;
import org.valija.route.OAuth2;
import org.valija.route.RetryTerms;
import org.valija.route.Route;
import org.valija.route.RouteConditions;
import org.valija.route.RouteLogin;
import org.valija.route.SmartHost;
import org.valija.settings.InvalidSettingException;

/** Reads a route from JSON. A condition that is left out always holds. */
final class RouteDocument {

    private static final Set<String> FIELDS = Set.of(
            "id",
            "place",
            "recipientDomain",
            "sender",
            "stream",
            "minSize",
            "kind",
            "hosts",
            "port",
            "order",
            "tls",
            "pins",
            "user",
            "password",
            "grant",
            "tokenUrl",
            "clientId",
            "clientSecret",
            "refreshToken",
            "scope",
            "schedule",
            "expiry");

    private static final int SUBMISSION_PORT = 587;

    private RouteDocument() {}

    /**
     * @param id the route's, 0 for a new one
     * @throws InvalidSettingException as {@link JsonFields} has it, or if a host, a fingerprint or a time can't be read
     */
    static PlacedRule<Route> read(long id, String json) {
        JsonFields document = JsonFields.parse("a route", json, FIELDS);
        Route.Kind kind = document.constant("kind", Route.Kind.values()).orElseThrow(() -> document.missing("kind"));
        int port =
                document.number("port", Integer.MAX_VALUE).map(Long::intValue).orElse(SUBMISSION_PORT);
        List<SmartHost> hosts = document.texts("hosts").stream()
                .map(host -> SmartHost.parse(host.strip(), port))
                .toList();
        Route route = new Route(
                id,
                new RouteConditions(
                        document.text("recipientDomain").orElse("*"),
                        document.text("sender"),
                        document.text("stream"),
                        document.number("minSize", Long.MAX_VALUE).orElse(0L)),
                kind,
                hosts,
                document.constant("order", Route.Order.values()).orElse(Route.Order.IN_ORDER),
                document.constant("tls", Route.Tls.values()).orElse(usual(kind)),
                document.texts("pins").stream().map(CertificatePin::parse).toList(),
                login(document),
                RetryTerms.parse(document.text("schedule"), document.text("expiry")));
        return PlacedRule.of(route, id, document);
    }

    private static Route.Tls usual(Route.Kind kind) {
        return switch (kind) {
            case MX -> Route.Tls.OPPORTUNISTIC;
            case SMART_HOST -> Route.Tls.REQUIRED;
            case SANDBOX -> Route.Tls.NONE;
        };
    }

    private static Optional<RouteLogin> login(JsonFields document) {
        Optional<String> user = document.text("user");
        Optional<String> password = document.text("password");
        Optional<OAuth2> tokens = tokens(document);
        return user.isEmpty() && password.isEmpty() && tokens.isEmpty()
                ? Optional.empty()
                : Optional.of(new RouteLogin(user.orElse(""), password, tokens));
    }

    private static Optional<OAuth2> tokens(JsonFields document) {
        Optional<OAuth2.Grant> grant = document.constant("grant", OAuth2.Grant.values());
        Optional<String> url = document.text("tokenUrl");
        if (grant.isEmpty() && url.isPresent()) {
            throw document.missing("grant");
        }
        return grant.map(how -> new OAuth2(
                how,
                url.orElse(""),
                document.text("clientId").orElse(""),
                document.text("clientSecret"),
                document.text("refreshToken"),
                document.text("scope")));
    }
}
