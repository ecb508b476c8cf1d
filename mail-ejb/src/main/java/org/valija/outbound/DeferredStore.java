package org.valija.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.content.Content;
import org.valija.content.ContentSource;
import org.valija.content.ContentSpool;
import org.valija.dkim.Submitter;
import org.valija.route.RoutedMail;

/**
 * The deferred store: what waits for another attempt, in the database, with its content. Each method takes part in the
 * transaction of its caller.
 *
 * <p>Any number of nodes work on the same tables. A row belongs to the one whose lease it bears, until the lease ends;
 * whoever has lost it can no longer change the row. A lease begins with its node's name, so that after a crash nobody has to wait
 * for the ends of those that the node has left behind.
 */
public final class DeferredStore {

    /** Part of a content that is in memory at a time; H2 takes no more than 1 MiB. */
    private static final int PIECE = 64 * 1024;

    /** RFC 6710 section 4.1. */
    private static final int HIGHEST = 9;

    private static final int LOWEST = -9;

    private static final String SKIP_LOCKED = " FOR UPDATE SKIP LOCKED";

    /** So many rows are read at a time where some are sought. */
    private static final int PAGE = 500;

    private static final int MAX_ERROR = 1000;

    static final String COLUMNS = "id, mail_id, destination, reverse_path, recipients, subject, size, queued_at,"
            + " expires, attempts, next_attempt, last_error, options, recipient_options, priority, stream,"
            + " business_key, perishable, decide_by, warn_at, submitter, submitter_user, lane, paused_by";

    /** What an administrator has ordered about a row. */
    static final String ALL_COLUMNS = COLUMNS + ", instruction, instructed_at, instructed_by, instruction_reason";

    private final DataSource database;
    private final String node;

    /** For one who never comes back for what he has left behind. */
    DeferredStore(DataSource database) {
        this(database, NodeName.random());
    }

    /** @param node {@link NodeName}: what the leases begin with */
    DeferredStore(DataSource database, String node) {
        this.database = database;
        this.node = node;
    }

    /**
     * A row whose lease we have.
     *
     * @param key the row's key
     * @param lease ours
     * @param mail what is to be delivered
     * @param waiting what it has waited for
     * @param size of its content, in octets
     * @param lane the destination, or the detour that the message makes
     * @param instruction what an administrator has ordered about it
     */
    public record Claim(
            String key,
            String lease,
            QueuedMail mail,
            Waiting waiting,
            long size,
            String lane,
            Optional<Instruction> instruction) {

        Backlog backlog() {
            return new Backlog(lane, mail.terms().stream());
        }

        /** What a route looks at. */
        RoutedMail routed() {
            return mail.routed(size);
        }
    }

    /**
     * Puts a message in.
     *
     * @throws StoreUnavailableException if there is no connection to the database; nothing was done then
     */
    void insert(QueuedMail mail, ContentSource content, String subject, Waiting waiting)
            throws SQLException, IOException {
        String key = UUID.randomUUID().toString();
        try (Connection connection = connect()) {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO valija_deferred (" + COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, key);
                insert.setString(2, mail.id().value());
                insert.setString(3, mail.destination());
                insert.setString(
                        4, mail.reversePath().map(MailAddress::toString).orElse(""));
                insert.setString(5, EnvelopeText.of(mail.envelope().recipients()));
                insert.setString(6, subject);
                insert.setLong(7, content.size());
                insert.setObject(8, time(mail.queuedAt()));
                insert.setObject(9, time(mail.expires()));
                insert.setInt(10, mail.attempts());
                insert.setObject(11, time(waiting.nextAttempt()));
                insert.setString(12, limited(waiting.reason()));
                insert.setString(13, EnvelopeText.of(mail.options(), mail.lateKnown()));
                insert.setString(14, EnvelopeText.recipientOptions(mail.envelope()));
                insert.setInt(15, mail.options().priority());
                insert.setString(16, mail.terms().stream());
                insert.setString(17, mail.terms().businessKey().orElse(null));
                insert.setBoolean(18, mail.terms().perishable());
                insert.setObject(19, time(waiting.decideBy(mail)));
                insert.setObject(20, waiting.warnAt().map(DeferredStore::time).orElse(null));
                insert.setString(21, mail.terms().submitter().name());
                insert.setString(
                        22, mail.terms().user().map(DeferredStore::limited).orElse(null));
                insert.setString(23, mail.destination());
                insert.setObject(24, waiting.pausedBy().orElse(null), Types.BIGINT);
                insert.executeUpdate();
            }
            insertPieces(connection, key, content);
        }
    }

    private Connection connect() throws StoreUnavailableException {
        return connect(database);
    }

    static Connection connect(DataSource database) throws StoreUnavailableException {
        try {
            return database.getConnection();
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
    }

    private static void insertPieces(Connection connection, String key, ContentSource content)
            throws SQLException, IOException {
        try (InputStream in = content.open();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO valija_deferred_piece (deferred_id, place, octets) VALUES (?, ?, ?)")) {
            int place = 0;
            for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
                insert.setString(1, key);
                insert.setInt(2, place++);
                insert.setBytes(3, piece);
                insert.executeUpdate();
            }
        }
    }

    /**
     * Takes rows of a backlog that are due and that nobody else works on, the urgent ones first. To be called in a
     * transaction of its own, which commits the leases.
     *
     * @param limit the most that it takes
     * @param lease how long the rows are ours
     */
    List<Claim> claim(Backlog backlog, int limit, Instant now, Duration lease) throws SQLException {
        try (Connection connection = database.getConnection()) {
            List<String> keys = new ArrayList<>();
            // One after the other: whatever is not due of them, the index leads to what is.
            for (int priority = HIGHEST; priority >= LOWEST && keys.size() < limit; priority--) {
                keys.addAll(free(
                        connection,
                        "lane = ? AND stream = ? AND priority = ? AND next_attempt <= ?",
                        "lane, stream, priority DESC, next_attempt",
                        limit - keys.size(),
                        now,
                        backlog.lane(),
                        backlog.stream(),
                        priority,
                        time(now)));
            }
            return lease(connection, keys, now, lease);
        }
    }

    /**
     * The same with those rows only that are wanted. It reads all that is due before them.
     *
     * @param wanted asked by what a route looks at
     */
    List<Claim> claim(Backlog backlog, int limit, Predicate<RoutedMail> wanted, Instant now, Duration lease)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            List<String> keys = new ArrayList<>();
            for (int priority = HIGHEST; priority >= LOWEST && keys.size() < limit; priority--) {
                search(connection, backlog, priority, now, wanted, limit, keys);
            }
            return lease(connection, keys, now, lease);
        }
    }

    /** Page by page: the rows that must wait may be many, and some drivers read a whole result into memory. */
    private static void search(
            Connection connection,
            Backlog backlog,
            int priority,
            Instant now,
            Predicate<RoutedMail> wanted,
            int limit,
            List<String> keys)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id, reverse_path, size, next_attempt FROM valija_deferred"
                        + " WHERE lane = ? AND stream = ? AND priority = ? AND next_attempt >= ? AND next_attempt <= ?"
                        + " AND (leased_until IS NULL OR leased_until <= ?)"
                        + " ORDER BY lane, stream, priority DESC, next_attempt OFFSET ? ROWS FETCH NEXT " + PAGE
                        + " ROWS ONLY")) {
            select.setString(1, backlog.lane());
            select.setString(2, backlog.stream());
            select.setInt(3, priority);
            select.setObject(5, time(now));
            select.setObject(6, time(now));
            Instant from = Instant.EPOCH;
            int ofThatTime = 0; // rows that are due since then and were read: several may be due since the same time
            int read = PAGE;
            while (read == PAGE) {
                select.setObject(4, time(from));
                select.setInt(7, ofThatTime);
                read = 0;
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        read++;
                        Instant due = row.getObject(4, OffsetDateTime.class).toInstant();
                        ofThatTime = due.equals(from) ? ofThatTime + 1 : 1;
                        from = due;
                        RoutedMail mail = new RoutedMail(
                                reversePath(row.getString(2)), backlog.lane(), backlog.stream(), row.getLong(3));
                        if (wanted.test(mail)) {
                            keys.add(row.getString(1));
                            if (keys.size() == limit) {
                                return;
                            }
                        }
                    }
                }
            }
        }
    }

    /**
     * The same with rows about which something was to be decided by then, whether they are due or not, as when they have expired.
     */
    List<Claim> claimUndecided(int limit, Instant until, Instant now, Duration lease) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return lease(
                    connection, free(connection, "decide_by <= ?", "decide_by", limit, now, time(until)), now, lease);
        }
    }

    private static List<String> free(
            Connection connection, String condition, String order, int limit, Instant now, Object... values)
            throws SQLException {
        List<String> keys = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT id FROM valija_deferred WHERE " + condition
                + " AND (leased_until IS NULL OR leased_until <= ?) ORDER BY " + order + " FETCH FIRST " + limit
                + " ROWS ONLY" + skipLocked(connection))) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            select.setObject(values.length + 1, time(now));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    keys.add(rows.getString(1));
                }
            }
        }
        return keys;
    }

    /**
     * Spares nodes that claim at the same time the wait for each other. The UPDATE decides in any case. H2 would lock and sort all
     * that is due.
     */
    private static String skipLocked(Connection connection) throws SQLException {
        return isProduct(connection, "PostgreSQL") ? SKIP_LOCKED : "";
    }

    private static boolean isProduct(Connection connection, String name) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals(name);
    }

    private List<Claim> lease(Connection connection, List<String> keys, Instant now, Duration lease)
            throws SQLException {
        String ours = NodeName.lease(node);
        List<Claim> claims = new ArrayList<>();
        for (String key : keys) {
            if (isFree(connection, key) && lease(connection, key, ours, now, now.plus(lease))) {
                claims.add(read(connection, key, ours));
            }
        }
        return claims;
    }

    /** When something of a backlog is due that nobody works on; empty if there is nothing. */
    Optional<Instant> nextAttempt(Backlog backlog, Instant now) throws SQLException {
        Optional<Instant> next = Optional.empty();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT next_attempt FROM valija_deferred WHERE lane = ? AND stream = ? AND priority = ?"
                                + " AND (leased_until IS NULL OR leased_until <= ?)"
                                + " ORDER BY lane, stream, priority DESC, next_attempt FETCH FIRST 1 ROWS ONLY")) {
            select.setString(1, backlog.lane());
            select.setString(2, backlog.stream());
            select.setObject(4, time(now));
            for (int priority = HIGHEST; priority >= LOWEST; priority--) {
                select.setInt(3, priority);
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        Instant due = row.getObject(1, OffsetDateTime.class).toInstant();
                        next = next.filter(due::isAfter).or(() -> Optional.of(due));
                    }
                }
            }
        }
        return next;
    }

    /**
     * The backlogs with something that is due until then, and since when; those that have waited longest first. What an
     * attempt is under way for counts, too.
     *
     * @param limit the most that are returned
     */
    Map<Backlog, Instant> dueBacklogs(Instant until, int limit) throws SQLException {
        Map<Backlog, Instant> due = new LinkedHashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT lane, stream, MIN(next_attempt) FROM valija_deferred"
                                + " WHERE next_attempt <= ? GROUP BY lane, stream ORDER BY 3 FETCH FIRST "
                                + limit
                                + " ROWS ONLY")) {
            select.setObject(1, time(until));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    due.put(
                            new Backlog(rows.getString(1), rows.getString(2)),
                            rows.getObject(3, OffsetDateTime.class).toInstant());
                }
            }
        }
        return due;
    }

    /** Whether nobody has it locked, as whoever is about to cancel it: that may take as long as an application's transaction. */
    private static boolean isFree(Connection connection, String key) throws SQLException {
        if (!isProduct(connection, "H2")) {
            return true; // locked by us, or there is no way to ask
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id FROM valija_deferred WHERE id = ?" + SKIP_LOCKED)) {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** The condition again: another node may have taken the row since it was selected. */
    private static boolean lease(Connection connection, String key, String lease, Instant now, Instant until)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE valija_deferred SET lease = ?, leased_until = ?"
                        + " WHERE id = ? AND (leased_until IS NULL OR leased_until <= ?)")) {
            update.setString(1, lease);
            update.setObject(2, time(until));
            update.setString(3, key);
            update.setObject(4, time(now));
            return update.executeUpdate() == 1;
        }
    }

    private static Claim read(Connection connection, String key, String lease) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + ALL_COLUMNS + " FROM valija_deferred WHERE id = ?")) {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return claim(row, lease);
            }
        }
    }

    /** @param row with all columns */
    static Claim claim(ResultSet row, String lease) throws SQLException {
        WaitingMail waiting = waiting(row);
        QueuedMail mail = new QueuedMail(
                waiting.id(),
                waiting.destination(),
                new Envelope(
                        waiting.reversePath(),
                        waiting.recipients(),
                        EnvelopeText.options(row.getString("options")),
                        EnvelopeText.recipientOptions(row.getString("recipient_options"), waiting.recipients())),
                new Terms(
                        waiting.stream(),
                        waiting.businessKey(),
                        row.getBoolean("perishable"),
                        Submitter.named(row.getString("submitter")),
                        Optional.ofNullable(row.getString("submitter_user"))),
                waiting.queuedAt(),
                waiting.expires(),
                waiting.attempts(),
                EnvelopeText.isLateKnown(row.getString("options")));
        Optional<Instant> warnAt = Optional.ofNullable(row.getObject("warn_at", OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
        return new Claim(
                waiting.key(),
                lease,
                mail,
                new Waiting(waiting.nextAttempt(), warnAt, waiting.lastError(), waiting.pausedBy()),
                waiting.size(),
                waiting.lane(),
                waiting.instruction());
    }

    /**
     * Lets the lease of a row begin anew, at the beginning of an attempt: the row may have waited for a thread.
     *
     * @return whether the row is still ours, and no administrator has ordered anything else meanwhile; else it must not be
     *     tried
     */
    boolean renew(Claim claim, Instant now, Duration lease) throws SQLException {
        return update(
                        "UPDATE valija_deferred SET leased_until = ? WHERE id = ? AND lease = ? AND leased_until > ?"
                                + " AND COALESCE(instruction, '') = ?",
                        time(now.plus(lease)),
                        claim.key(),
                        claim.lease(),
                        time(now),
                        claim.instruction()
                                .map(ordered -> ordered.kind().name())
                                .orElse(""))
                == 1;
    }

    /** Copies the content of a row; the caller closes it. */
    Content content(String key, Path directory) throws SQLException, IOException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT octets FROM valija_deferred_piece WHERE deferred_id = ? AND place = ?");
                ContentSpool spool = new ContentSpool(directory, Long.MAX_VALUE)) {
            select.setString(1, key);
            // One by one: some drivers read a whole result into memory.
            for (int place = 0; ; place++) {
                select.setInt(2, place);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return spool.toContent();
                    }
                    spool.write(row.getBytes(1));
                }
            }
        }
    }

    /** Removes a row that we have; returns whether it was still ours. */
    boolean remove(Claim claim) throws SQLException {
        return update("DELETE FROM valija_deferred WHERE id = ? AND lease = ?", claim.key(), claim.lease()) == 1;
    }

    /**
     * Puts a row back, with what an attempt has left; returns whether it was still ours. What an administrator has ordered about
     * it during the attempt holds from now on.
     *
     * @param mail after the attempt
     */
    boolean defer(Claim claim, QueuedMail mail, Waiting waiting) throws SQLException {
        return update(
                        "UPDATE valija_deferred SET recipients = ?, options = ?, recipient_options = ?, attempts = ?,"
                                + " expires = ?,"
                                + " next_attempt = CASE WHEN instruction IS NULL THEN COALESCE(?, next_attempt)"
                                + " ELSE next_attempt END,"
                                + " decide_by = CASE WHEN instruction IS NULL THEN ? ELSE decide_by END,"
                                + " warn_at = ?, last_error = ?,"
                                + " lease = NULL, leased_until = NULL WHERE id = ? AND lease = ?",
                        EnvelopeText.of(mail.envelope().recipients()),
                        EnvelopeText.of(mail.options(), mail.lateKnown()),
                        EnvelopeText.recipientOptions(mail.envelope()),
                        mail.attempts(),
                        time(mail.expires()),
                        // What was kept back when it was claimed may have been let go meanwhile.
                        waiting.nextAttempt().isBefore(Waiting.NEVER) ? time(waiting.nextAttempt()) : null,
                        time(waiting.decideBy(mail)),
                        waiting.warnAt().map(DeferredStore::time).orElse(null),
                        limited(waiting.reason()),
                        claim.key(),
                        claim.lease())
                == 1;
    }

    /**
     * Gives all rows back that this node has: to be called at its start, when no attempt of its own is under way, for those of an
     * earlier life.
     *
     * @return how many
     */
    int releaseAll() throws SQLException {
        return update(
                "UPDATE valija_deferred SET lease = NULL, leased_until = NULL"
                        + " WHERE leased_until IS NOT NULL AND lease LIKE ?",
                node + "%");
    }

    /** Gives a row back as it is; returns whether it was still ours. */
    boolean release(Claim claim) throws SQLException {
        return update(
                        "UPDATE valija_deferred SET lease = NULL, leased_until = NULL WHERE id = ? AND lease = ?",
                        claim.key(),
                        claim.lease())
                == 1;
    }

    /** Gives a row back, to be kept until a standing order ends. */
    void pause(Claim claim, long order) throws SQLException {
        update(
                "UPDATE valija_deferred SET next_attempt = CASE WHEN instruction IS NULL THEN ? ELSE next_attempt END,"
                        + " paused_by = CASE WHEN instruction IS NULL THEN CAST(? AS BIGINT) ELSE NULL END,"
                        + " lease = NULL, leased_until = NULL WHERE id = ? AND lease = ?",
                time(Waiting.NEVER),
                order,
                claim.key(),
                claim.lease());
    }

    /** What waits, the next attempt first. */
    List<WaitingMail> waiting(int offset, int limit) throws SQLException {
        return new SelectedRows(database).list(Selection.ALL, offset, limit);
    }

    long count() throws SQLException {
        return new SelectedRows(database).count(Selection.ALL);
    }

    /** @param row with all columns */
    static WaitingMail waiting(ResultSet row) throws SQLException {
        return new WaitingMail(
                row.getString("id"),
                new MailId(row.getString("mail_id")),
                row.getString("destination"),
                reversePath(row.getString("reverse_path")),
                EnvelopeText.addresses(row.getString("recipients")),
                row.getString("subject"),
                row.getLong("size"),
                row.getObject("queued_at", OffsetDateTime.class).toInstant(),
                row.getInt("attempts"),
                row.getObject("next_attempt", OffsetDateTime.class).toInstant(),
                row.getObject("expires", OffsetDateTime.class).toInstant(),
                row.getString("last_error"),
                row.getString("stream"),
                Optional.ofNullable(row.getString("business_key")),
                row.getString("lane"),
                instruction(row),
                Optional.ofNullable(row.getObject("paused_by", Long.class)));
    }

    private static Optional<Instruction> instruction(ResultSet row) throws SQLException {
        String kind = row.getString("instruction");
        return kind == null
                ? Optional.empty()
                : Optional.of(new Instruction(
                        Instruction.Kind.valueOf(kind),
                        row.getObject("instructed_at", OffsetDateTime.class).toInstant(),
                        row.getString("instructed_by"),
                        row.getString("instruction_reason")));
    }

    private static Optional<MailAddress> reversePath(String text) {
        return text == null || text.isEmpty() ? Optional.empty() : Optional.of(MailAddress.parse(text));
    }

    private int update(String sql, Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                update.setObject(i + 1, values[i]);
            }
            return update.executeUpdate();
        }
    }

    private static String limited(String error) {
        return error.length() > MAX_ERROR ? error.substring(0, MAX_ERROR) : error;
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
