package org.valija.delivery;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.valija.route.NextHop;

/**
 * Addresses with which there was no session lately. RFC 5321 section 4.5.4.1: a client should keep a list of hosts that it can't
 * reach; they are tried behind the others, lest each message waits for them first. Safe for use by many threads.
 */
final class UnreachableAddresses {

    private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Then all are forgotten: it only costs a wait. */
    private static final int MAX_REMEMBERED = 10_000;

    private record Endpoint(InetAddress address, int port) {}

    private final Map<Endpoint, Long> since = new ConcurrentHashMap<>();

    void note(InetAddress address, int port) {
        if (since.size() >= MAX_REMEMBERED) {
            since.clear();
        }
        since.put(new Endpoint(address, port), System.nanoTime());
    }

    void forget(InetAddress address, int port) {
        if (!since.isEmpty()) {
            since.remove(new Endpoint(address, port));
        }
    }

    /** Those hosts first of which an address may be reached. */
    List<NextHop> last(List<NextHop> hosts) {
        return last(hosts, hop -> hop.addresses().stream().allMatch(address -> isKnown(address, hop.port())));
    }

    /** The addresses of a host. */
    List<InetAddress> last(NextHop hop) {
        return last(hop.addresses(), address -> isKnown(address, hop.port()));
    }

    /** In their order, but for those that are known. */
    private <T> List<T> last(List<T> all, Predicate<T> known) {
        if (since.isEmpty() || all.size() == 1) {
            return all;
        }
        List<T> order = new ArrayList<>(all.stream().filter(known.negate()).toList());
        all.stream().filter(known).forEach(order::add);
        return order;
    }

    private boolean isKnown(InetAddress address, int port) {
        Long noted = since.get(new Endpoint(address, port));
        return noted != null && System.nanoTime() - noted < REMEMBERED_NANOS;
    }
}
