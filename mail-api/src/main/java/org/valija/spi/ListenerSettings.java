package org.valija.spi;

import java.util.Objects;
import org.valija.ListenerKind;

/**
 * A port on which mail is received. Validated by whoever stores it; the adapter takes it as it is.
 *
 * @param name unique, such as {@code submission}; beans and relay rules refer to it
 * @param kind what it is for
 * @param address the local address to bind, such as {@code 127.0.0.1}, or {@code 0.0.0.0} for all
 * @param port 1 to 65535, before {@code valija.port.offset} is added; 0 lets the system choose one
 * @param enabled whether it is to be open
 * @param maxMessageSize in octets, announced by SIZE (RFC 1870)
 * @param maxRecipients for one message; RFC 5321 section 4.5.3.1.8 asks for 100 at least
 * @param options what else may be changed
 */
public record ListenerSettings(
        String name,
        ListenerKind kind,
        String address,
        int port,
        boolean enabled,
        long maxMessageSize,
        int maxRecipients,
        ListenerOptions options) {

    /** 50 MiB. */
    public static final long DEFAULT_MAX_MESSAGE_SIZE = 50L * 1024 * 1024;

    public static final int DEFAULT_MAX_RECIPIENTS = 100;

    public ListenerSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(options, "options");
    }

    /** With the default options. */
    public ListenerSettings(
            String name,
            ListenerKind kind,
            String address,
            int port,
            boolean enabled,
            long maxMessageSize,
            int maxRecipients) {
        this(name, kind, address, port, enabled, maxMessageSize, maxRecipients, ListenerOptions.DEFAULT);
    }
}
