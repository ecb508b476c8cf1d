package org.valija.tlsreport;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.valija.route.PublishedTls;
import org.valija.route.TlsOutcomes;
import org.valija.route.TlsResult;

/** Counts sessions in memory, until somebody writes them down. Safe for use by many threads. */
final class SessionCounts implements TlsOutcomes {

    /** What is more than that between two flushes is not counted: strangers choose how many there are. */
    static final int MAX_KINDS = 10_000;

    private final Clock clock;
    private Map<SessionKind, Long> counts = new HashMap<>();

    SessionCounts(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void succeeded(PublishedTls published, String host) {
        count(published, host, "", "", "");
    }

    @Override
    public void failed(PublishedTls published, String host, String address, TlsResult result, String reason) {
        count(published, host, result.code(), address, reason);
    }

    private void count(PublishedTls published, String host, String result, String address, String reason) {
        if (published.domain().isEmpty()) {
            return; // a host that the administrator has named is his own affair
        }
        add(SessionKind.of(clock.instant(), published, host, result, address, reason), 1);
    }

    private synchronized void add(SessionKind kind, long sessions) {
        if (counts.size() < MAX_KINDS || counts.containsKey(kind)) {
            counts.merge(kind, sessions, Long::sum);
        }
    }

    /** Takes out what was counted since the last time. */
    synchronized Map<SessionKind, Long> take() {
        Map<SessionKind, Long> taken = counts;
        counts = new HashMap<>();
        return taken;
    }

    /** Puts back what could not be written down. */
    void giveBack(Map<SessionKind, Long> taken) {
        taken.forEach(this::add);
    }
}
