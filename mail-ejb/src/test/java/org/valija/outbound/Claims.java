package org.valija.outbound;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Claims as the node does: one destination after the other. */
final class Claims {

    private Claims() {}

    /** Those that have waited longest first. */
    static List<DeferredStore.Claim> due(DeferredStore store, int limit, Instant now, Duration lease)
            throws SQLException {
        List<DeferredStore.Claim> claims = new ArrayList<>();
        for (Backlog backlog : store.dueBacklogs(now, 1000).keySet()) {
            claims.addAll(store.claim(backlog, limit - claims.size(), now, lease));
        }
        return claims;
    }
}
