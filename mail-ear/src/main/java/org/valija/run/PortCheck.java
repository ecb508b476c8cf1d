package org.valija.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Finds out, before anything is started, whether the ports can be bound. */
final class PortCheck {

    /** A port below this one needs a privilege. */
    private static final int FIRST_UNPRIVILEGED = 1024;

    private PortCheck() {}

    /**
     * A port that is going to be bound.
     *
     * @param purpose such as {@code relay}
     * @param address where
     * @param port the offset added
     */
    record NeededPort(String purpose, InetAddress address, int port) {
        @Override
        public String toString() {
            return "port " + port + " (" + purpose + ")";
        }
    }

    /** @throws CannotRunException if one of them can't be bound; names all of these and says what to do */
    static void require(List<NeededPort> ports) throws CannotRunException {
        List<String> taken = new ArrayList<>();
        for (NeededPort needed : ports) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(needed.address(), needed.port()));
            } catch (IOException e) {
                if (needed.port() < FIRST_UNPRIVILEGED
                        && String.valueOf(e.getMessage()).contains("ermission")) {
                    throw new CannotRunException(
                            "You may not open " + needed
                                    + ", since ports below 1024 are for the superuser: choose another,"
                                    + " such as -Dvalija.port." + needed.purpose() + "=2525.",
                            e);
                }
                if (String.valueOf(e.getMessage()).contains("assign")) {
                    throw new CannotRunException(
                            "-Dvalija.bind.address=" + needed.address().getHostAddress()
                                    + " is no address of this machine: give one such as 127.0.0.1.",
                            e);
                }
                taken.add(needed.toString());
            }
        }
        if (!taken.isEmpty()) {
            throw new CannotRunException("In use by another program: " + String.join(", ", taken)
                    + ". Stop that program, or move all ports of Valija: mvn -Prun -Dvalija.port.offset=1000");
        }
    }
}
