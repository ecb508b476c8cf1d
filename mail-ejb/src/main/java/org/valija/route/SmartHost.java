package org.valija.route;

import java.util.Objects;
import org.valija.settings.DomainPattern;
import org.valija.settings.InvalidSettingException;
import org.valija.spi.IpNetwork;

/**
 * A host that sends mail on.
 *
 * @param host its name or IP address
 * @param port its SMTP port
 */
public record SmartHost(String host, int port) {

    private static final int MAX_PORT = 65535;

    public SmartHost {
        Objects.requireNonNull(host, "host");
    }

    /**
     * Reads {@code host} or {@code host:port}; an IPv6 address with a port is in brackets.
     *
     * @param otherwise the port, if it has none
     * @throws InvalidSettingException if it is neither; the field is {@code hosts} or {@code port}
     */
    public static SmartHost parse(String text, int otherwise) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        boolean withPort = colon > text.lastIndexOf(']') && (bracketed || text.indexOf(':') == colon);
        String host = withPort ? text.substring(0, colon) : text;
        if (bracketed && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (withPort && !text.substring(colon + 1).matches("\\d{1,5}")) {
            throw new InvalidSettingException(
                    "hosts",
                    "\"" + text + "\" can't be used: behind the colon there is a port, 1 to " + MAX_PORT + ".");
        }
        SmartHost parsed = new SmartHost(host, withPort ? Integer.parseInt(text.substring(colon + 1)) : otherwise);
        parsed.check(withPort ? "hosts" : "port");
        return parsed;
    }

    /** @param fieldOfPort where the port was given */
    void check(String fieldOfPort) {
        if (!isAddress() && !DomainPattern.isDomain(host)) {
            throw new InvalidSettingException(
                    "hosts",
                    "Give the smart host's name or IP address; several with a space between them, each with its port"
                            + " if that is another one: smtp.example.com:2525.");
        }
        if (port < 1 || port > MAX_PORT) {
            throw new InvalidSettingException(fieldOfPort, "A port is a number from 1 to " + MAX_PORT + ".");
        }
    }

    private boolean isAddress() {
        try {
            IpNetwork.parseAddress(host);
            return true;
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
