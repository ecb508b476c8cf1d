package org.valija.outbound;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Claims as the node does: one destination after the other. */
final class Claims {

    private Claims() {}

    static List<DeferredStore.Claim> due(DeferredStore store, int limit, Instant now, Duration lease)
            throws SQLException {
        List<DeferredStore.Claim> claims = new ArrayList<>();
        for (String destination : inOrder(store)) {
            claims.addAll(store.claim(destination, limit - claims.size(), now, lease));
        }
        return claims;
    }

    /** That which has waited longest first. */
    private static List<String> inOrder(DeferredStore store) throws SQLException {
        Map<Instant, String> destinations = new TreeMap<>();
        for (String destination : store.destinations(1000)) {
            destinations.put(store.nextAttempt(destination).orElseThrow(), destination);
        }
        return List.copyOf(destinations.values());
    }
}
