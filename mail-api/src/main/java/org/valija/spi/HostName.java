package org.valija.spi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;

/** What this server calls itself: to clients, to next hops and in what it writes, always the same. */
public final class HostName {

    /** The system property that names it. */
    public static final String PROPERTY = "valija.hostname";

    private static final Logger LOG = System.getLogger(HostName.class.getName());

    private HostName() {}

    /** As the system property says, or else the machine's name. May ask DNS. */
    public static String own() {
        String configured = System.getProperty(PROPERTY, "").strip();
        return configured.isEmpty() ? ofMachine() : configured;
    }

    /** The machine's full name, or {@code localhost} if it has none that could be part of an address. */
    public static String ofMachine() {
        try {
            String name = InetAddress.getLocalHost().getCanonicalHostName();
            return new MailAddress("postmaster", name).domain();
        } catch (UnknownHostException | InvalidAddressException e) {
            LOG.log(
                    Level.WARNING,
                    "The machine has no usable name, set the system property {0}: {1}",
                    PROPERTY,
                    String.valueOf(e.getMessage()));
            return "localhost";
        }
    }
}
