package org.valija.tlsreport;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.valija.route.PublishedTls;
import org.valija.route.TlsOutcomes;
import org.valija.route.TlsResult;
import org.valija.schema.Schema;

/** Counts TLS sessions, if reports about them are to be sent, and writes the counts down twice a minute. */
@Singleton(name = TlsSessionsBean.NAME)
@Startup
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class TlsSessionsBean implements TlsOutcomes {

    public static final String NAME = "ValijaTlsSessions";

    private static final Logger LOG = System.getLogger(TlsSessionsBean.class.getName());

    private static final long INTERVAL_SECONDS = 30;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    @Resource(lookup = "java:comp/DefaultManagedScheduledExecutorService")
    private ManagedScheduledExecutorService scheduler;

    private SessionCounts counts;
    private TlsOutcomes target = NONE;
    private ScheduledFuture<?> flushing;

    @PostConstruct
    void start() {
        if (TlsReportSettings.read().sends()) {
            counts = new SessionCounts(Clock.systemUTC());
            target = counts;
            flushing =
                    scheduler.scheduleWithFixedDelay(this::flush, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
        }
    }

    @PreDestroy
    void stop() {
        if (flushing != null) {
            flushing.cancel(false);
            flush();
        }
    }

    private void flush() {
        flush(counts, new SessionTable(database));
    }

    /** What can't be written now, is written later, as far as there is room. */
    static void flush(SessionCounts counts, SessionTable table) {
        Map<SessionKind, Long> left = counts.take();
        try {
            while (!left.isEmpty()) {
                Map.Entry<SessionKind, Long> one = left.entrySet().iterator().next();
                table.add(one.getKey(), one.getValue());
                left.remove(one.getKey());
            }
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "Counts of TLS sessions can't be written now", e);
            counts.giveBack(left);
        }
    }

    @Override
    public void succeeded(PublishedTls published, String host) {
        target.succeeded(published, host);
    }

    @Override
    public void failed(PublishedTls published, String host, String address, TlsResult result, String reason) {
        target.failed(published, host, address, result, reason);
    }
}
