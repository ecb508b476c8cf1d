package org.valija.smtp;

import java.util.Locale;

/** Why a port can't be bound, as a sentence for the administrator. */
final class BindProblem {

    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private BindProblem() {}

    /** Whether another socket has the port. */
    static boolean isInUse(Throwable cause) {
        // The JDK has one exception for all of these; its message is the system's own.
        return message(cause).contains("in use");
    }

    private static String message(Throwable cause) {
        return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    }

    static String describe(String address, int port, Throwable cause) {
        if (isInUse(cause)) {
            return "Port " + port + " on " + address
                    + " is in use by another program: stop that one (\"ss -ltnp\" shows"
                    + " it), or choose another port or valija.port.offset.";
        }
        String message = message(cause);
        if (message.contains("permission denied") && port < FIRST_UNPRIVILEGED_PORT) {
            return "Port " + port + " needs a privilege that this server does not have: give its process"
                    + " CAP_NET_BIND_SERVICE (systemd: AmbientCapabilities), lower the sysctl"
                    + " net.ipv4.ip_unprivileged_port_start, or choose a port above 1023 and redirect to it.";
        }
        if (message.contains("cannot assign") || message.contains("can't assign")) {
            return "The address " + address + " is not one of this machine's: choose one that \"ip address\" shows, or"
                    + " 0.0.0.0 for all.";
        }
        return "Port " + port + " on " + address + " can't be opened: " + cause.getMessage();
    }
}
