package org.valija.route;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

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

    boolean isNamed(String host) {
        return name.equalsIgnoreCase(host);
    }

    boolean isAt(InetAddress address, int port) {
        return ofThisMachine.test(address) && listensAt.test(port);
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
