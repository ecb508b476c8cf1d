package org.valija.tlsreport;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
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
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.valija.MailSender;
import org.valija.schema.Schema;
import org.valija.spi.Registry;
import org.valija.tlspolicy.TlsPoliciesBean;

/** Looks once an hour whether there is a day to be reported. */
@Singleton
@Startup
@LocalBean
@DependsOn(Schema.NAME)
@TransactionManagement(TransactionManagementType.BEAN)
public class ReportSenderBean {

    private static final Logger LOG = System.getLogger(ReportSenderBean.class.getName());

    private static final Duration INTERVAL = Duration.ofHours(1);

    @Resource
    private TimerService timers;

    @Resource
    private UserTransaction transaction;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    @EJB
    private TlsPoliciesBean policies;

    private ReportSender sender;

    @PostConstruct
    void start() {
        TlsReportSettings settings = TlsReportSettings.read();
        if (!settings.sends()) {
            return;
        }
        sender = new ReportSender(
                settings,
                new SessionTable(database),
                policies.records(),
                policies.https(),
                this::transact,
                Clock.systemUTC());
        // RFC 8460 section 4.1: not everybody at midnight.
        long first = ThreadLocalRandom.current().nextLong(INTERVAL.toMillis());
        timers.createIntervalTimer(first, INTERVAL.toMillis(), new TimerConfig(null, false));
    }

    @Timeout
    void run() {
        Optional<MailSender> mail = Registry.find(MailSender.class);
        if (mail.isEmpty()) {
            return; // about to start, or to stop
        }
        try {
            sender.sendAll(mail.get());
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "TLS reports can't be sent now", e);
        }
    }

    private void transact(ReportSender.Work work) throws Exception {
        transaction.begin();
        try {
            work.run();
            transaction.commit();
        } finally {
            if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                transaction.rollback();
            }
        }
    }
}
