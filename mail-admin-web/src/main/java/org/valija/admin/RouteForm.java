package org.valija.admin;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.valija.route.CertificatePin;
import org.valija.route.OAuth2;
import org.valija.route.RetrySchedule;
import org.valija.route.RetryTerms;
import org.valija.route.Route;
import org.valija.route.RouteConditions;
import org.valija.route.RouteLogin;
import org.valija.route.SmartHost;

/** The dialog with a route. Passwords and other secrets go in and never out. */
public class RouteForm implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int SUBMISSION_PORT = 587;
    private static final long KIBIBYTE = 1024;

    private final long id;
    private String recipientDomain;
    private String sender;
    private String stream;
    private long minSize;
    private Route.Kind kind;
    private String hosts;
    private int port;
    private Route.Order order;
    private Route.Tls tls;
    private String pins;
    private String user;
    private transient String password;
    private OAuth2.Grant grant;
    private String tokenUrl;
    private String clientId;
    private transient String clientSecret;
    private transient String refreshToken;
    private String scope;
    private String schedule;
    private String expiry;

    private RouteForm(Route route) {
        id = route.id();
        recipientDomain = route.conditions().recipientDomain();
        sender = route.conditions().sender().orElse(null);
        stream = route.conditions().stream().orElse(null);
        minSize = route.conditions().minSize();
        kind = route.kind();
        port = route.hosts().stream().map(SmartHost::port).findFirst().orElse(SUBMISSION_PORT);
        hosts = route.hosts().stream()
                .map(host -> host.port() == port ? host.host() : host.toString())
                .collect(Collectors.joining(" "));
        order = route.order();
        tls = route.tls();
        pins = route.pins().stream().map(CertificatePin::toString).collect(Collectors.joining("\n"));
        user = route.login().map(RouteLogin::user).orElse(null);
        Optional<OAuth2> tokens = route.login().flatMap(RouteLogin::tokens);
        grant = tokens.map(OAuth2::grant).orElse(null);
        tokenUrl = tokens.map(OAuth2::tokenUrl).orElse(null);
        clientId = tokens.map(OAuth2::clientId).orElse(null);
        scope = tokens.flatMap(OAuth2::scope).orElse(null);
        schedule = route.retry().schedule().map(RetrySchedule::toString).orElse(null);
        expiry = route.retry().expiry().map(RetrySchedule::text).orElse(null);
    }

    static RouteForm create() {
        return new RouteForm(new Route(
                0,
                "*",
                Route.Kind.SMART_HOST,
                Optional.empty(),
                SUBMISSION_PORT,
                Route.Tls.REQUIRED,
                Optional.empty(),
                Optional.empty()));
    }

    static RouteForm of(Route route) {
        return new RouteForm(route);
    }

    /** @throws org.valija.settings.InvalidSettingException if something can't be read */
    Route route() {
        return new Route(
                id,
                new RouteConditions(
                        SettingForm.typed(recipientDomain).orElse(""),
                        SettingForm.typed(sender),
                        SettingForm.typed(stream),
                        minSize),
                kind,
                isSmartHost()
                        ? words(hosts).stream()
                                .map(host -> SmartHost.parse(host, port))
                                .toList()
                        : List.of(),
                order,
                tls,
                isOutgoing() ? words(pins).stream().map(CertificatePin::parse).toList() : List.of(),
                isSmartHost() ? login() : Optional.empty(),
                RetryTerms.parse(SettingForm.typed(schedule), SettingForm.typed(expiry)));
    }

    private Optional<RouteLogin> login() {
        Optional<String> name = SettingForm.typed(user);
        Optional<String> secret = given(password);
        if (grant == null) {
            return name.isEmpty() && secret.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new RouteLogin(name.orElse(""), secret, Optional.empty()));
        }
        OAuth2 tokens = new OAuth2(
                grant,
                SettingForm.typed(tokenUrl).orElse(""),
                SettingForm.typed(clientId).orElse(""),
                given(clientSecret),
                given(refreshToken),
                SettingForm.typed(scope));
        return Optional.of(new RouteLogin(name.orElse(""), secret, Optional.of(tokens)));
    }

    private static Optional<String> given(String secret) {
        return Optional.ofNullable(secret).filter(s -> !s.isEmpty());
    }

    private static List<String> words(String text) {
        return SettingForm.typed(text).map(t -> List.of(t.split("[\\s,;]+"))).orElse(List.of());
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

    /** Whether something is set under "Only some messages". */
    public boolean isConditional() {
        return sender != null || stream != null || minSize != 0;
    }

    /** Whether something is set under "Advanced". */
    public boolean isAdvanced() {
        return order != Route.Order.IN_ORDER || !pins.isEmpty() || grant != null || schedule != null || expiry != null;
    }

    public String getRecipientDomain() {
        return recipientDomain;
    }

    public void setRecipientDomain(String recipientDomain) {
        this.recipientDomain = recipientDomain;
    }

    public String getSender() {
        return sender;
    }

    public void setSender(String sender) {
        this.sender = sender;
    }

    public String getStream() {
        return stream;
    }

    public void setStream(String stream) {
        this.stream = stream;
    }

    public long getMinSizeKiB() {
        return (minSize + KIBIBYTE - 1) / KIBIBYTE;
    }

    /** Changes the size only if the number is another: a size that is no whole KiB survives other changes. */
    public void setMinSizeKiB(long kibibytes) {
        if (kibibytes != getMinSizeKiB()) {
            minSize = Math.max(-1, Math.min(kibibytes, Long.MAX_VALUE / KIBIBYTE)) * KIBIBYTE;
        }
    }

    public Route.Kind getKind() {
        return kind;
    }

    public void setKind(Route.Kind kind) {
        this.kind = kind;
    }

    public String getHosts() {
        return hosts;
    }

    public void setHosts(String hosts) {
        this.hosts = hosts;
    }

    public int getPort() {
        return port;
    }

    public void setPort(int port) {
        this.port = port;
    }

    public Route.Order getOrder() {
        return order;
    }

    public void setOrder(Route.Order order) {
        this.order = order;
    }

    public Route.Tls getTls() {
        return tls;
    }

    public void setTls(Route.Tls tls) {
        this.tls = tls;
    }

    public String getPins() {
        return pins;
    }

    public void setPins(String pins) {
        this.pins = pins == null ? "" : pins;
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

    public OAuth2.Grant getGrant() {
        return grant;
    }

    public void setGrant(OAuth2.Grant grant) {
        this.grant = grant;
    }

    public String getTokenUrl() {
        return tokenUrl;
    }

    public void setTokenUrl(String tokenUrl) {
        this.tokenUrl = tokenUrl;
    }

    public String getClientId() {
        return clientId;
    }

    public void setClientId(String clientId) {
        this.clientId = clientId;
    }

    /** Always empty. */
    public String getClientSecret() {
        return null;
    }

    public void setClientSecret(String clientSecret) {
        this.clientSecret = clientSecret;
    }

    /** Always empty. */
    public String getRefreshToken() {
        return null;
    }

    public void setRefreshToken(String refreshToken) {
        this.refreshToken = refreshToken;
    }

    public String getScope() {
        return scope;
    }

    public void setScope(String scope) {
        this.scope = scope;
    }

    public String getSchedule() {
        return schedule;
    }

    public void setSchedule(String schedule) {
        this.schedule = schedule;
    }

    public String getExpiry() {
        return expiry;
    }

    public void setExpiry(String expiry) {
        this.expiry = expiry;
    }
}
