package org.valija.route;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.settings.PlacedEntity;

/** A route's row. Where there are several of something, they have spaces between them. */
@Entity
@Table(name = "valija_route")
class RouteEntity extends PlacedEntity {

    @Column(name = "recipient_domain", nullable = false)
    private String recipientDomain;

    private String sender;

    @Column(name = "mail_stream")
    private String stream;

    @Column(name = "min_size", nullable = false)
    private long minSize;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Route.Kind kind;

    @Column(nullable = false)
    private String hosts;

    @Enumerated(EnumType.STRING)
    @Column(name = "host_order", nullable = false)
    private Route.Order order;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Route.Tls tls;

    @Column(nullable = false)
    private String pins;

    private String login;

    @Column(name = "login_password")
    private String loginPassword;

    @Enumerated(EnumType.STRING)
    @Column(name = "token_grant")
    private OAuth2.Grant tokenGrant;

    @Column(name = "token_url")
    private String tokenUrl;

    @Column(name = "client_id")
    private String clientId;

    @Column(name = "client_secret")
    private String clientSecret;

    @Column(name = "refresh_token")
    private String refreshToken;

    @Column(name = "token_scope")
    private String tokenScope;

    @Column(name = "retry_schedule")
    private String retrySchedule;

    @Column(name = "retry_expiry")
    private String retryExpiry;

    protected RouteEntity() {}

    static RouteEntity of(Route route) {
        RouteEntity entity = new RouteEntity();
        entity.set(route);
        return entity;
    }

    void set(Route route) {
        recipientDomain = route.conditions().recipientDomain();
        sender = route.conditions().sender().orElse(null);
        stream = route.conditions().stream().orElse(null);
        minSize = route.conditions().minSize();
        kind = route.kind();
        hosts = words(route.hosts());
        order = route.order();
        tls = route.tls();
        pins = words(route.pins());
        login = route.login().map(RouteLogin::user).orElse(null);
        loginPassword = route.login().flatMap(RouteLogin::password).orElse(null);
        Optional<OAuth2> tokens = route.login().flatMap(RouteLogin::tokens);
        tokenGrant = tokens.map(OAuth2::grant).orElse(null);
        tokenUrl = tokens.map(OAuth2::tokenUrl).orElse(null);
        clientId = tokens.map(OAuth2::clientId).orElse(null);
        clientSecret = tokens.flatMap(OAuth2::clientSecret).orElse(null);
        refreshToken = tokens.flatMap(OAuth2::refreshToken).orElse(null);
        tokenScope = tokens.flatMap(OAuth2::scope).orElse(null);
        retrySchedule = route.retry().schedule().map(RetrySchedule::toString).orElse(null);
        retryExpiry = route.retry().expiry().map(RetrySchedule::text).orElse(null);
    }

    /** With the secrets. */
    Route toRoute() {
        return new Route(
                id(),
                new RouteConditions(recipientDomain, Optional.ofNullable(sender), Optional.ofNullable(stream), minSize),
                kind,
                words(hosts).map(host -> SmartHost.parse(host, 0)).toList(),
                order,
                tls,
                words(pins).map(CertificatePin::new).toList(),
                Optional.ofNullable(login).map(this::login),
                new RetryTerms(
                        Optional.ofNullable(retrySchedule).map(RetrySchedule::parse),
                        Optional.ofNullable(retryExpiry).map(RetrySchedule::duration)));
    }

    private RouteLogin login(String user) {
        return new RouteLogin(
                user,
                Optional.ofNullable(loginPassword),
                Optional.ofNullable(tokenGrant)
                        .map(grant -> new OAuth2(
                                grant,
                                tokenUrl,
                                clientId,
                                Optional.ofNullable(clientSecret),
                                Optional.ofNullable(refreshToken),
                                Optional.ofNullable(tokenScope))));
    }

    private static String words(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split(" ")).filter(word -> !word.isEmpty());
    }
}
