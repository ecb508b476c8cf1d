package org.valija.feedback;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.valija.schema.Schema;
import org.valija.suppression.SuppressionCheck;

/** Keeps what was heard in the database, for some weeks. */
@Singleton(name = FeedbackBean.NAME)
@Startup
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class FeedbackBean implements FeedbackDesk, FeedbackLog {

    public static final String NAME = "ValijaFeedback";

    private static final Logger LOG = System.getLogger(FeedbackBean.class.getName());

    private static final int MAX_PAGE = 1_000;

    private static final long NOTE_MILLIS = 1_000;
    private static final String NOTE = "note";

    /** In one transaction. */
    private static final int NOTED_AT_ONCE = 1_000;

    private static final long PURGE_MILLIS = 3_600_000;
    private static final String PURGE = "purge";

    /** Longer than soft bounces are counted. */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final int MAX_KEPT = 200_000;

    @Resource
    private SessionContext context;

    @Resource
    private TimerService timers;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    @EJB
    private SuppressionCheck suppressions;

    private final OwnBounces ownBounces = new OwnBounces();
    private FeedbackTable table;
    private Suppressing suppressing;
    private Duration kept;

    @PostConstruct
    void start() {
        SuppressionSettings settings = SuppressionSettings.read(System::getProperty);
        kept = settings.softPeriod().compareTo(KEPT) > 0 ? settings.softPeriod() : KEPT;
        table = new FeedbackTable(database);
        suppressing = new Suppressing(table, settings, suppressions::suppress);
        timers.createIntervalTimer(NOTE_MILLIS, NOTE_MILLIS, new TimerConfig(NOTE, false));
        timers.createIntervalTimer(PURGE_MILLIS, PURGE_MILLIS, new TimerConfig(PURGE, false));
    }

    @Timeout
    void run(Timer timer) {
        try {
            if (timer.getInfo().equals(NOTE)) {
                List<Feedback> some = ownBounces.take(NOTED_AT_ONCE);
                if (!some.isEmpty()) {
                    suppressing.heard(some);
                }
            } else {
                Instant now = Instant.now();
                table.purge(now.minus(kept));
                table.newestBeyond(MAX_KEPT).ifPresent(this::purge);
            }
        } catch (SQLException | EJBException e) {
            context.setRollbackOnly();
            LOG.log(Level.WARNING, "What was heard of bounces can't be kept now", e);
        }
    }

    private void purge(Instant before) {
        try {
            table.purge(before);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    @Override
    public void heard(Collection<Feedback> heard) {
        try {
            suppressing.heard(heard);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public OwnBounces ownBounces() {
        return ownBounces;
    }

    @Override
    public List<Feedback> newest(int offset, int limit) {
        try {
            return table.newest(Math.max(0, offset), Math.max(0, Math.min(MAX_PAGE, limit)));
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    @Override
    public long count() {
        try {
            return table.count();
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private static EJBException unusable(SQLException cause) {
        return new EJBException("What was heard of bounces can't be read or kept", cause);
    }
}
