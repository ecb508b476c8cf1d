package org.valija.outbound;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.valija.MailId;

/**
 * Which messages were cancelled, for those parts of them that don't wait in the deferred store but may come there: in the
 * database, and the newest in memory, too, so that the workers of the ready queue can look for nothing. The methods that
 * throw SQLException use the database, in the transaction of their caller.
 */
public final class Cancellations {

    /** Ids in one SELECT. */
    private static final int AT_ONCE = 100;

    /** In memory: some 15 MB. Older ones are heeded when their message comes to the deferred store, or from there. */
    static final int MAX_KNOWN = 100_000;

    private final DataSource database;

    private final Set<MailId> known =
            Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<MailId, Boolean>() {

                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<MailId, Boolean> eldest) {
                    return size() > MAX_KNOWN;
                }
            }));

    private final CancellationSweep sweep = new CancellationSweep();

    Cancellations(DataSource database) {
        this.database = database;
    }

    /** Notes that a message was cancelled. */
    void request(MailId id, Instant now) throws SQLException {
        try (Connection connection = DeferredStore.connect(database);
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO valija_cancellation (id, mail_id, requested_at) VALUES (?, ?, ?)")) {
            insert.setString(1, UUID.randomUUID().toString());
            insert.setString(2, id.value());
            insert.setObject(3, now.atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    /** Those of them that were cancelled. */
    Set<MailId> requested(Collection<MailId> ids) throws SQLException {
        Set<MailId> requested = new HashSet<>();
        List<MailId> all = List.copyOf(new HashSet<>(ids));
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            requested.addAll(some(all.subList(from, Math.min(all.size(), from + AT_ONCE))));
        }
        return requested;
    }

    private List<MailId> some(List<MailId> ids) throws SQLException {
        try (Connection connection = DeferredStore.connect(database);
                PreparedStatement select = connection.prepareStatement(
                        "SELECT DISTINCT mail_id FROM valija_cancellation WHERE mail_id IN (" + places(ids) + ")")) {
            set(select, ids);
            return read(select);
        }
    }

    /** Whether a message was cancelled, as far as this node has heard; never for one that was not. */
    boolean isKnown(MailId id) {
        return known.contains(id);
    }

    /** To be called when a cancellation has been committed. */
    void know(MailId id, Instant now) {
        if (known.add(id)) {
            sweep.add(id, now);
        }
    }

    /** Reads what other nodes, or we before a restart, have cancelled from then on. */
    void learn(Instant since, Instant now) throws SQLException {
        List<MailId> newest = since(since);
        Collections.reverse(newest);
        newest.forEach(id -> know(id, now));
    }

    /** Newest first. */
    private List<MailId> since(Instant since) throws SQLException {
        try (Connection connection = DeferredStore.connect(database);
                PreparedStatement select = connection.prepareStatement("SELECT mail_id FROM valija_cancellation"
                        + " WHERE requested_at >= ? ORDER BY requested_at DESC FETCH FIRST " + MAX_KNOWN
                        + " ROWS ONLY")) {
            select.setObject(1, since.atOffset(ZoneOffset.UTC));
            return read(select);
        }
    }

    /** Removes what came to the deferred store though it was cancelled, in no transaction; returns how many rows. */
    int sweep(CancellationSweep.Removal removal, Instant now) throws SQLException {
        return sweep.run(removal, now);
    }

    /** Forgets what is older, unless something of the message is in the store; returns how many. */
    int purge(Instant before) throws SQLException {
        try (Connection connection = DeferredStore.connect(database);
                PreparedStatement delete = connection.prepareStatement(
                        "DELETE FROM valija_cancellation WHERE requested_at < ? AND NOT EXISTS"
                                + " (SELECT 1 FROM valija_deferred d WHERE d.mail_id = valija_cancellation.mail_id)")) {
            delete.setObject(1, before.atOffset(ZoneOffset.UTC));
            return delete.executeUpdate();
        }
    }

    private static String places(List<MailId> ids) {
        return "?, ".repeat(ids.size() - 1) + "?";
    }

    private static void set(PreparedStatement statement, List<MailId> ids) throws SQLException {
        for (int i = 0; i < ids.size(); i++) {
            statement.setString(i + 1, ids.get(i).value());
        }
    }

    private static List<MailId> read(PreparedStatement select) throws SQLException {
        List<MailId> ids = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                ids.add(new MailId(rows.getString(1)));
            }
        }
        return ids;
    }
}
