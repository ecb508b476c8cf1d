package org.valija.tlspolicy;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Where policies outlive a restart. */
interface PolicyStore {

    /** Those that hold still, the youngest first. */
    List<CachedPolicy> load(Instant now, int most) throws SQLException;

    /** Keeps one in place of the domain's last one. */
    void save(CachedPolicy policy) throws SQLException;

    void removeExpired(Instant now) throws SQLException;
}
