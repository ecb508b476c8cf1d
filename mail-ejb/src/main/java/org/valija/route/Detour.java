package org.valija.route;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.valija.settings.InvalidSettingException;

/**
 * A smart host to which an administrator has sent mail that waits, whatever the routes say. It is spoken to with STARTTLS where
 * that is offered, without a login.
 *
 * @param host its name, or its IP address
 * @param port its SMTP port
 */
public record Detour(String host, int port) {

    // No destination looks like this: an address literal ends with a bracket, and no domain has a colon.
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)\\]|([^\\[\\]:]+)):(\\d{1,5})");

    /** The id of none that there is. */
    private static final long NO_ROUTE = -1;

    /** What a row's lane says: empty if it is a destination. */
    public static Optional<Detour> ofLane(String lane) {
        Matcher m = FORM.matcher(lane);
        return m.matches()
                ? Optional.of(new Detour(m.group(1) != null ? m.group(1) : m.group(2), Integer.parseInt(m.group(3))))
                : Optional.empty();
    }

    /**
     * @param text {@code host:port}, an IPv6 address in brackets
     * @throws InvalidSettingException if it is no host and port
     */
    public static Detour parse(String text) {
        Detour detour = ofLane(text.strip().toLowerCase(Locale.ROOT)).orElseThrow(Detour::refused);
        try {
            detour.smartHost().check("port");
        } catch (InvalidSettingException e) {
            throw refused();
        }
        return detour;
    }

    private static InvalidSettingException refused() {
        return new InvalidSettingException("nextHop", "Give a smart host as host:port, such as smtp.ejemplo.com:587.");
    }

    private SmartHost smartHost() {
        return new SmartHost(host, port);
    }

    /** As if a route led there. */
    public Route route() {
        return new Route(
                NO_ROUTE,
                "*",
                Route.Kind.SMART_HOST,
                Optional.of(host),
                port,
                Route.Tls.OPPORTUNISTIC,
                Optional.empty(),
                Optional.empty());
    }

    /** Also the lane of the rows that go there. */
    @Override
    public String toString() {
        return smartHost().toString();
    }
}
