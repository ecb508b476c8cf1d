package org.valija.delivery;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.valija.route.CertificatePin;
import org.valija.route.NextHop;
import org.valija.route.Route.Tls;

/** Open connections that wait for their next message. Safe for use by many threads. */
final class IdleConnections implements AutoCloseable {

    private final ConnectionReuse limits;
    private final ScheduledExecutorService scheduler;
    /** Of each place the youngest first: that is the likeliest to be alive. */
    private final Map<Place, Deque<Idle>> idle = new HashMap<>();

    private int total;
    private boolean sweeping;
    private boolean closed;

    IdleConnections(ConnectionReuse limits, ScheduledExecutorService scheduler) {
        this.limits = limits;
        this.scheduler = scheduler;
    }

    /**
     * What a connection leads to, and how.
     *
     * @param requirement what is published about TLS there, as far as it has been met
     * @param international whether commands may have characters outside ASCII
     */
    record Place(
            String host,
            InetAddress address,
            int port,
            Tls tls,
            Optional<NextHop.Login> login,
            List<CertificatePin> pins,
            String requirement,
            boolean international,
            Source source) {

        static Place of(NextHop hop, InetAddress address, boolean international, Source source) {
            return new Place(
                    hop.host(),
                    address,
                    hop.port(),
                    hop.tls(),
                    hop.login(),
                    hop.pins(),
                    hop.published().requirement(),
                    international,
                    source);
        }
    }

    private record Idle(SmtpConnection connection, long sinceNanos) {}

    /**
     * Takes a connection out. Its host may have closed it meanwhile.
     *
     * @param terms of the message that is to go over it; they may have changed since it was given back
     */
    Optional<SmtpConnection> take(Place place, SessionTerms terms) {
        List<SmtpConnection> stale;
        Optional<SmtpConnection> found = Optional.empty();
        synchronized (this) {
            stale = removeStale();
            Deque<Idle> there = idle.getOrDefault(place, new ArrayDeque<>());
            while (found.isEmpty() && !there.isEmpty()) {
                SmtpConnection connection = there.pop().connection();
                total--;
                if (allow(connection, terms)) {
                    found = Optional.of(connection);
                } else {
                    stale.add(connection);
                }
            }
            if (there.isEmpty()) {
                idle.remove(place);
            }
        }
        stale.forEach(SmtpConnection::quit);
        return found;
    }

    private static boolean allow(SmtpConnection connection, SessionTerms terms) {
        return connection.transactions() < terms.messages() && !connection.isOlderThan(terms.age());
    }

    /** Keeps a connection for the next message, or closes it. */
    void give(Place place, SmtpConnection connection, SessionTerms terms) {
        if (!keep(place, connection, terms)) {
            connection.quit();
        }
    }

    /** Whether it could be kept. */
    synchronized boolean wants(SmtpConnection connection, SessionTerms terms) {
        return !closed && total < limits.idleConnections() && allow(connection, terms);
    }

    private synchronized boolean keep(Place place, SmtpConnection connection, SessionTerms terms) {
        if (!wants(connection, terms) || !scheduleSweep()) {
            return false;
        }
        idle.computeIfAbsent(place, p -> new ArrayDeque<>()).push(new Idle(connection, System.nanoTime()));
        total++;
        return true;
    }

    /** Returns whether there will be one. */
    private boolean scheduleSweep() {
        if (!sweeping) {
            try {
                scheduler.schedule(this::sweep, limits.idle().toMillis(), TimeUnit.MILLISECONDS);
                sweeping = true;
            } catch (RejectedExecutionException e) { // the server is going down
                return false;
            }
        }
        return true;
    }

    private void sweep() {
        List<SmtpConnection> stale;
        synchronized (this) {
            sweeping = false;
            stale = removeStale();
            if (total > 0) {
                scheduleSweep();
            }
        }
        stale.forEach(SmtpConnection::quit);
    }

    private List<SmtpConnection> removeStale() {
        List<SmtpConnection> stale = new ArrayList<>();
        long now = System.nanoTime();
        for (Iterator<Deque<Idle>> places = idle.values().iterator(); places.hasNext(); ) {
            Deque<Idle> there = places.next();
            while (!there.isEmpty() && isOver(limits.idle(), there.peekLast().sinceNanos(), now)) {
                stale.add(there.pollLast().connection());
                total--;
            }
            if (there.isEmpty()) {
                places.remove();
            }
        }
        return stale;
    }

    private static boolean isOver(Duration limit, long sinceNanos, long now) {
        return now - sinceNanos >= limit.toNanos();
    }

    @Override
    public void close() {
        List<SmtpConnection> left = new ArrayList<>();
        synchronized (this) {
            closed = true;
            idle.values().forEach(there -> there.forEach(each -> left.add(each.connection())));
            idle.clear();
            total = 0;
        }
        left.forEach(SmtpConnection::quit);
    }
}
