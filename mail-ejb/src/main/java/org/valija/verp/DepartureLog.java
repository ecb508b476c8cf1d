package org.valija.verp;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.LocalBean;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.valija.MailId;
import org.valija.schema.Schema;

/** Writes departures once in a second, finds them, and forgets those whose return address is no longer valid. */
@Singleton
@Startup
@LocalBean
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class DepartureLog {

    private static final Logger LOG = System.getLogger(DepartureLog.class.getName());

    private static final long WRITE_MILLIS = 1_000;
    private static final Duration PURGE_EVERY = Duration.ofMinutes(10);
    private static final int PURGED_AT_ONCE = 1_000;
    private static final int MAX_PURGES = 1_000;

    /** A token is valid for a day and a bit longer than is said. */
    private static final Duration SLACK = Duration.ofDays(2);

    @Resource
    private TimerService timers;

    @Resource
    private UserTransaction transaction;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    private final Departures departures = new Departures();
    private Duration kept;
    private volatile Instant nextPurge = Instant.EPOCH;
    private volatile boolean failed;

    @PostConstruct
    void start() {
        VerpSettings settings = VerpSettings.read(System::getProperty);
        kept = settings.validity().plus(SLACK);
        if (settings.domain().isPresent()) {
            // One timer: its runs never overlap.
            timers.createIntervalTimer(WRITE_MILLIS, WRITE_MILLIS, new TimerConfig(null, false));
        }
    }

    @PreDestroy
    void stop() {
        write();
    }

    /** Where what has left is noted. */
    public Departures departures() {
        return departures;
    }

    /**
     * The parts of a message that have left, as far as is known; in the caller's transaction, if there is one.
     *
     * @throws SQLException if the database can't be asked
     */
    public List<Departure> of(MailId mail) throws SQLException {
        return new DepartureTable(database).of(mail);
    }

    /** Writes what waits, in transactions of its own; for who has none. */
    @Timeout
    public void write() {
        try {
            departures.write(some -> inTransaction(() -> {
                new DepartureTable(database).insert(some);
                return some.size();
            }));
            Instant now = Instant.now();
            if (now.isAfter(nextPurge)) {
                nextPurge = now.plus(PURGE_EVERY);
                purge(now.minus(kept));
            }
            failed = false;
        } catch (Exception e) { // of the database or of the transaction manager; the next run tries again
            // Once, not every second.
            LOG.log(failed ? Level.DEBUG : Level.ERROR, "What has left can't be written down now", e);
            failed = true;
        }
    }

    private void purge(Instant before) throws Exception {
        DepartureTable table = new DepartureTable(database);
        for (int part = 0; part < MAX_PURGES; part++) {
            if (inTransaction(() -> table.purge(before, PURGED_AT_ONCE)) < PURGED_AT_ONCE) {
                return;
            }
        }
    }

    private int inTransaction(Statement statement) throws Exception {
        transaction.begin();
        try {
            int rows = statement.run();
            transaction.commit();
            return rows;
        } finally {
            if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                transaction.rollback();
            }
        }
    }

    @FunctionalInterface
    private interface Statement {
        int run() throws SQLException;
    }
}
