package org.valija.route;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.util.Optional;
import org.valija.settings.PlacedEntity;

/** A route's row. */
@Entity
@Table(name = "valija_route")
class RouteEntity extends PlacedEntity {

    @Column(name = "recipient_domain", nullable = false)
    private String recipientDomain;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Route.Kind kind;

    private String host;

    @Column(nullable = false)
    private int port;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Route.Tls tls;

    private String login;

    @Column(name = "login_password")
    private String loginPassword;

    protected RouteEntity() {}

    static RouteEntity of(Route route) {
        RouteEntity entity = new RouteEntity();
        entity.set(route);
        return entity;
    }

    void set(Route route) {
        recipientDomain = route.recipientDomain();
        kind = route.kind();
        host = route.host().orElse(null);
        port = route.port();
        tls = route.tls();
        login = route.user().orElse(null);
        loginPassword = route.password().orElse(null);
    }

    /** With the password. */
    Route toRoute() {
        return new Route(
                id(),
                recipientDomain,
                kind,
                Optional.ofNullable(host),
                port,
                tls,
                Optional.ofNullable(login),
                Optional.ofNullable(loginPassword));
    }
}
