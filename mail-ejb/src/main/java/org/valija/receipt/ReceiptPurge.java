package org.valija.receipt;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
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
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.valija.schema.Schema;

/** Removes receipts that are older than {@code valija.receipts.days}, a part in each transaction. */
@Singleton
@Startup
@LocalBean
@DependsOn(Schema.NAME)
@TransactionManagement(TransactionManagementType.BEAN)
public class ReceiptPurge {

    private static final Logger LOG = System.getLogger(ReceiptPurge.class.getName());

    private static final long INTERVAL_MILLIS = 60_000;
    private static final int AT_ONCE = 1_000;

    /** In one run; the next one goes on. */
    private static final int MAX_PARTS = 100;

    @Resource
    private TimerService timers;

    @Resource
    private UserTransaction transaction;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    private Duration retention;

    @PostConstruct
    void start() {
        retention = retention(System.getProperty("valija.receipts.days", ""));
        timers.createIntervalTimer(INTERVAL_MILLIS, INTERVAL_MILLIS, new TimerConfig(null, false));
    }

    /**
     * @param days blank for 7
     * @throws IllegalArgumentException if it is no number from 1 to 3650
     */
    static Duration retention(String days) {
        String text = days.isBlank() ? "7" : days.strip();
        if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > 3650) {
            throw new IllegalArgumentException(
                    "The system property valija.receipts.days: it is 1 to 3650, not \"" + text + "\"");
        }
        return Duration.ofDays(Integer.parseInt(text));
    }

    @Timeout
    void purge() {
        Instant before = Instant.now().minus(retention);
        try {
            for (int part = 0; part < MAX_PARTS && purgePart(before) == AT_ONCE; part++) {
                // there may be more
            }
        } catch (Exception e) { // of the database or of the transaction manager; the next run tries again
            LOG.log(Level.WARNING, "Old receipts can't be removed now", e);
        }
    }

    private int purgePart(Instant before) throws Exception {
        transaction.begin();
        try {
            int purged = new ReceiptTable(database).purge(before, AT_ONCE);
            transaction.commit();
            return purged;
        } finally {
            if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                transaction.rollback();
            }
        }
    }
}
