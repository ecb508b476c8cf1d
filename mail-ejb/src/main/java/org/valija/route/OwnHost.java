package org.valija.route;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.valija.spi.HostName;
import org.valija.spi.IpNetwork;
import org.valija.spi.ListenerControl;
import org.valija.spi.ListenerStatus;
import org.valija.spi.Registry;

/** Tells this server from other mail hosts. Safe for use by many threads. */
public final class OwnHost {

    private final String name;
    private final IntPredicate listensAt;
    private final Predicate<InetAddress> ofThisMachine;

    /**
     * @param name what we call ourselves
     * @param listensAt whether a listener of ours is open at a port. What this machine has there is ourselves; at another
     *     port it may be another server
     */
    public OwnHost(String name, IntPredicate listensAt) {
        this(name, listensAt, OwnHost::isOfThisMachine);
    }

    OwnHost(String name, IntPredicate listensAt, Predicate<InetAddress> ofThisMachine) {
        this.name = name;
        this.listensAt = listensAt;
        this.ofThisMachine = ofThisMachine;
    }

    /** This server, as the listeners are open now. */
    static OwnHost here() {
        return named(HostName.own());
    }

    /** This server under a name, as the listeners are open now. */
    public static OwnHost named(String name) {
        return new OwnHost(name, OwnHost::isOpen);
    }

    private static boolean isOpen(int port) {
        return Registry.find(ListenerControl.class).map(ListenerControl::listeners).orElse(List.of()).stream()
                .anyMatch(listener -> listener.state() == ListenerStatus.State.OPEN && listener.port() == port);
    }

    /** Whether a smart host is known to be ourselves without a question to the domain name system. */
    boolean is(SmartHost host) {
        if (isNamed(host.host())) {
            return true;
        }
        try {
            return isAt(
                    host.host().equalsIgnoreCase("localhost")
                            ? InetAddress.getLoopbackAddress()
                            : IpNetwork.parseAddress(host.host()),
                    host.port());
        } catch (IllegalArgumentException e) { // a name
            return false;
        }
    }

    boolean isNamed(String host) {
        return name.equalsIgnoreCase(host);
    }

    boolean isAt(InetAddress address, int port) {
        return ofThisMachine.test(address) && listensAt.test(port);
    }

    /** Whether this is our name, with a listener of ours at that port. */
    boolean isListening(String host, int port) {
        return isNamed(host) && listensAt.test(port);
    }

    private static boolean isOfThisMachine(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return true;
        }
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
