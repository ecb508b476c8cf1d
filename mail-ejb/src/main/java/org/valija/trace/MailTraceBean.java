package org.valija.trace;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJBException;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
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
import org.valija.schema.Schema;

/** Writes the trace once a second, finds what is in it, and removes what is older than {@code valija.trace.days}. */
@Singleton
@Startup
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class MailTraceBean implements MailTrace {

    private static final Logger LOG = System.getLogger(MailTraceBean.class.getName());

    private static final long WRITE_MILLIS = 1000;
    private static final String WRITE = "write";
    private static final long PURGE_MILLIS = 60_000;
    private static final String PURGE = "purge";

    /** In one transaction. */
    private static final int AT_ONCE = 1000;

    /** In one run; the next one goes on. */
    private static final int MAX_PARTS = 100;

    @Resource
    private TimerService timers;

    @Resource
    private UserTransaction transaction;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    private TraceTable table;
    private TraceBuffer buffer;
    private Duration retention;
    private volatile boolean failed;

    @PostConstruct
    void start() {
        retention = retention(System.getProperty("valija.trace.days", ""));
        table = new TraceTable(database);
        buffer = new TraceBuffer(!retention.isZero());
        timers.createIntervalTimer(WRITE_MILLIS, WRITE_MILLIS, new TimerConfig(WRITE, false));
        timers.createIntervalTimer(PURGE_MILLIS, PURGE_MILLIS, new TimerConfig(PURGE, false));
    }

    @PreDestroy
    void stop() {
        write();
    }

    /**
     * @param days blank for 7
     * @throws IllegalArgumentException if it is no number from 0 to 3650
     */
    static Duration retention(String days) {
        String text = days.isBlank() ? "7" : days.strip();
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) > 3650) {
            throw new IllegalArgumentException(
                    "The system property valija.trace.days: it is 0 to 3650, not \"" + text + "\"");
        }
        return Duration.ofDays(Integer.parseInt(text));
    }

    @Override
    public TraceBuffer buffer() {
        return buffer;
    }

    @Override
    public List<TraceEntry> find(TraceQuery query, int offset, int limit) {
        query.check();
        try {
            return table.find(query, Math.max(0, offset), Math.max(0, Math.min(limit, MAX_FOUND)), Instant.now());
        } catch (SQLException e) {
            throw new EJBException("The trace can't be read", e);
        }
    }

    @Timeout
    void run(Timer timer) {
        if (timer.getInfo().equals(PURGE)) {
            purge();
        } else {
            write();
        }
    }

    /** What can't be written is lost, so that memory stays bounded: it is not the mail. */
    private void write() {
        for (List<TraceEntry> part = buffer.take(AT_ONCE); !part.isEmpty(); part = buffer.take(AT_ONCE)) {
            List<TraceEntry> entries = part;
            inTransaction(() -> {
                table.insert(entries);
                return entries.size();
            });
        }
        long lost = buffer.lost();
        if (lost > 0) {
            LOG.log(Level.WARNING, "{0} events are missing in the trace: there was no time to write them", lost);
        }
    }

    private void purge() {
        Instant before = Instant.now().minus(retention);
        for (int part = 0; part < MAX_PARTS && inTransaction(() -> table.purge(before, AT_ONCE)) == AT_ONCE; part++) {
            // there may be more
        }
    }

    private interface Work {
        int run() throws SQLException;
    }

    /** Returns what the work has returned; 0 if it came to nothing. */
    private int inTransaction(Work work) {
        try {
            transaction.begin();
            try {
                int result = work.run();
                transaction.commit();
                failed = false;
                return result;
            } finally {
                if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                    transaction.rollback();
                }
            }
        } catch (Exception e) { // of the database or of the transaction manager
            // Once, not every second.
            LOG.log(failed ? Level.DEBUG : Level.ERROR, "The trace can't be kept now, and has a gap", e);
            failed = true;
            return 0;
        }
    }
}
