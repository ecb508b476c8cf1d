package org.valija.admin;

import java.io.Serializable;
import java.util.Optional;
import org.valija.route.Route;

/** The dialog with a route. The password goes in and never out. */
public class RouteForm implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long id;
    private String recipientDomain;
    private Route.Kind kind;
    private String host;
    private int port;
    private Route.Tls tls;
    private String user;
    private transient String password;

    private RouteForm(Route route) {
        id = route.id();
        recipientDomain = route.recipientDomain();
        kind = route.kind();
        host = route.host().orElse(null);
        port = route.port();
        tls = route.tls();
        user = route.user().orElse(null);
    }

    static RouteForm create() {
        return new RouteForm(new Route(
                0,
                "*",
                Route.Kind.SMART_HOST,
                Optional.empty(),
                587,
                Route.Tls.REQUIRED,
                Optional.empty(),
                Optional.empty()));
    }

    static RouteForm of(Route route) {
        return new RouteForm(route);
    }

    Route route() {
        boolean smartHost = isSmartHost();
        return new Route(
                id,
                SettingForm.typed(recipientDomain).orElse(""),
                kind,
                smartHost ? SettingForm.typed(host) : Optional.empty(),
                port,
                tls,
                smartHost ? SettingForm.typed(user) : Optional.empty(),
                smartHost ? Optional.ofNullable(password).filter(p -> !p.isEmpty()) : Optional.empty());
    }

    public boolean isExisting() {
        return id != 0;
    }

    public boolean isSmartHost() {
        return kind == Route.Kind.SMART_HOST;
    }

    /** Whether mail is spoken to someone, so that TLS matters. */
    public boolean isOutgoing() {
        return kind != Route.Kind.SANDBOX;
    }

    public String getRecipientDomain() {
        return recipientDomain;
    }

    public void setRecipientDomain(String recipientDomain) {
        this.recipientDomain = recipientDomain;
    }

    public Route.Kind getKind() {
        return kind;
    }

    public void setKind(Route.Kind kind) {
        this.kind = kind;
    }

    public String getHost() {
        return host;
    }

    public void setHost(String host) {
        this.host = host;
    }

    public int getPort() {
        return port;
    }

    public void setPort(int port) {
        this.port = port;
    }

    public Route.Tls getTls() {
        return tls;
    }

    public void setTls(Route.Tls tls) {
        this.tls = tls;
    }

    public String getUser() {
        return user;
    }

    public void setUser(String user) {
        this.user = user;
    }

    /** Always empty. */
    public String getPassword() {
        return null;
    }

    public void setPassword(String password) {
        this.password = password;
    }
}
