package org.valija.tlspolicy;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Local;
import jakarta.ejb.LocalBean;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.sql.DataSource;
import org.valija.route.DnsLookup;
import org.valija.route.DnssecLookup;
import org.valija.route.MailExchangers;
import org.valija.route.NextHops;
import org.valija.route.OwnHost;
import org.valija.route.Route;
import org.valija.route.TlsOutcomes;
import org.valija.route.TlsPolicies;
import org.valija.schema.Schema;
import org.valija.spi.HostName;

/** Puts together what finds policies, and keeps those of MTA-STS fresh. */
@Singleton(name = TlsPoliciesBean.NAME)
@Startup
@LocalBean
@Local(DestinationPolicies.class)
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class TlsPoliciesBean implements DestinationPolicies {

    public static final String NAME = "ValijaTlsPolicies";

    private static final Logger LOG = System.getLogger(TlsPoliciesBean.class.getName());

    private static final long REFRESH_MINUTES = 60;
    private static final Duration FETCH_LIMIT = Duration.ofSeconds(30);
    /** RFC 8461 section 3.3 leaves a minute; but a worker has other mail to see to. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int HTTPS = 443;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    @Resource(lookup = "java:comp/DefaultManagedScheduledExecutorService")
    private ManagedScheduledExecutorService scheduler;

    @Resource(lookup = "java:comp/DefaultManagedExecutorService")
    private ManagedExecutorService executor;

    @EJB
    private TlsOutcomes outcomes;

    private DnsLookup dns;
    private SSLContext trust;
    private TxtRecords records;
    private HttpsExchange https;
    private PublishedPolicies policies;
    private Examination examination;
    private Optional<StsPolicies> sts = Optional.empty();
    private ScheduledFuture<?> refreshing;

    @PostConstruct
    void start() {
        TlsPolicySettings settings = TlsPolicySettings.read();
        trust = OutboundTrust.read();
        dns = DnsLookup.by(settings.dnsServers());
        MailExchangers exchangers = new MailExchangers(dns, new OwnHost(HostName.own(), port -> false));
        records = new TxtRecords(dns);
        https = new HttpsExchange(
                trust.getSocketFactory(), host -> addresses(exchangers, host), scheduler, FETCH_LIMIT);
        if (settings.mtaSts()) {
            StsPolicies found = new StsPolicies(
                    records,
                    new HttpsPolicySource(https, settings.policyPort()),
                    new PolicyTable(database),
                    executor,
                    PATIENCE,
                    Clock.systemUTC(),
                    outcomes);
            found.load();
            sts = Optional.of(found);
            refreshing = scheduler.scheduleWithFixedDelay(
                    () -> refresh(found), REFRESH_MINUTES, REFRESH_MINUTES, TimeUnit.MINUTES);
        }
        Optional<Dane> dane = settings.dane() && settings.dnssec() != DnssecLookup.Mode.OFF
                ? Optional.of(new Dane(DnssecLookup.by(settings.dnssec(), settings.dnsServers(), settings.anchors())))
                : Optional.empty();
        policies = new PublishedPolicies(dane, sts, outcomes);
        examination = new Examination(exchangers, dane, sts, settings.smtpPort());
    }

    private static List<InetAddress> addresses(MailExchangers exchangers, String host) {
        return exchangers.host(host, HTTPS, Route.Tls.IMPLICIT, Optional.empty()) instanceof NextHops.Hosts found
                ? found.hosts().get(0).addresses()
                : List.of();
    }

    /** The scheduler's threads are for short tasks. */
    private void refresh(StsPolicies found) {
        try {
            executor.execute(found::refresh);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.WARNING, "The MTA-STS policies can't be refreshed now", e);
        }
    }

    @PreDestroy
    void stop() {
        if (refreshing != null) {
            refreshing.cancel(true);
        }
        dns.close();
    }

    public TlsPolicies policies() {
        return policies;
    }

    /** Whose authorities are trusted where a host must prove its name. */
    public SSLContext trust() {
        return trust;
    }

    public TxtRecords records() {
        return records;
    }

    public HttpsExchange https() {
        return https;
    }

    @Override
    public DestinationTls examine(String domain) {
        return examination.of(domain);
    }

    @Override
    public List<DestinationTls.Policy> policies(int most) {
        return sts.map(StsPolicies::list).orElse(List.of()).stream()
                .limit(most)
                .map(DestinationTls.Policy::of)
                .toList();
    }

    @Override
    public String summary() {
        return examination.summary();
    }
}
