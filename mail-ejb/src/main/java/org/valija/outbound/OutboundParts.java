package org.valija.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.LocalBean;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.valija.MailSender;
import org.valija.compose.MailComposer;
import org.valija.content.SpoolDirectory;
import org.valija.delivery.SmtpClient;
import org.valija.dkim.ArcSealer;
import org.valija.dkim.KeyRing;
import org.valija.dkim.PublicKeys;
import org.valija.dkim.Signer;
import org.valija.feedback.FeedbackDesk;
import org.valija.lane.Crew;
import org.valija.lane.Lanes;
import org.valija.limit.LimitTable;
import org.valija.order.OrdersInForce;
import org.valija.order.StandingOrders;
import org.valija.route.DestinationProbe;
import org.valija.route.DnsLookup;
import org.valija.route.MailExchangers;
import org.valija.route.OwnHost;
import org.valija.route.RouteTable;
import org.valija.route.Router;
import org.valija.route.TlsOutcomes;
import org.valija.sandbox.SandboxMailbox;
import org.valija.schema.Schema;
import org.valija.shaping.ShapingTable;
import org.valija.source.SourceTable;
import org.valija.spi.DataDirectory;
import org.valija.spi.DestinationCheck;
import org.valija.spi.Registry;
import org.valija.spi.SuccessNotifier;
import org.valija.suppression.SuppressionCheck;
import org.valija.tlspolicy.TlsPoliciesBean;
import org.valija.trace.MailTrace;
import org.valija.verp.DepartureLog;
import org.valija.verp.ReturnAddresses;
import org.valija.verp.ReturnKeys;
import org.valija.verp.VerpSettings;

/**
 * Puts the parts of the outbound side together at the start, and gives {@link MailSender} to the applications.
 *
 * <p>On Payara the proxy of a bean is in a package of its own: what a bean's methods take and return must be public.
 */
@Singleton
@Startup
@LocalBean
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class OutboundParts {

    private static final Logger LOG = System.getLogger(OutboundParts.class.getName());

    /** Each is one of few. */
    private static final Duration WORKERS_PATIENCE = Duration.ofSeconds(1);

    /** Within it a connection to the next hop waits; hosts wait for minutes (RFC 5321 section 4.5.3.2). */
    private static final Duration KEY_PATIENCE = Duration.ofSeconds(10);

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    @Resource(lookup = "java:comp/DefaultManagedScheduledExecutorService")
    private ManagedScheduledExecutorService scheduler;

    @EJB
    private ReadyQueue queue;

    @EJB
    private EventTopic topic;

    @EJB
    private SentMail sentMail;

    @EJB
    private RouteTable routes;

    @EJB
    private KeyRing dkimKeys;

    @EJB
    private ShapingTable shaping;

    @EJB
    private SourceTable sources;

    @EJB
    private LimitTable limits;

    @EJB
    private StandingOrders standingOrders;

    @EJB
    private MailTrace trace;

    @EJB
    private SandboxMailbox sandbox;

    @EJB
    private ReturnKeys returnKeys;

    @EJB
    private DepartureLog departures;

    @EJB
    private FeedbackDesk feedback;

    @EJB
    private SuppressionCheck suppressions;

    @EJB
    private TlsPoliciesBean tls;

    @EJB
    private TlsOutcomes tlsOutcomes;

    private OutboundSettings settings;
    private DnsLookup dns;
    private NodeName node;
    private volatile boolean nodeNameKept;
    private DeferredStore store;
    private MessageRows rows;
    private SelectedRows selected;
    private RowOrders rowOrders;
    private OrdersInForce orders;
    private Cancellations cancellations;
    private Agenda agenda;
    private SmtpClient client;
    private Router router;
    private Courier courier;
    private Crew workers;
    private DeliveryEvents events;
    private Settlement settlement;
    private Returns returns;
    private Registry.Registration registration;
    private Registry.Registration notifier;
    private Registry.Registration destinations;

    @PostConstruct
    void start() {
        settings = OutboundSettings.read();
        VerpSettings.read(System::getProperty)
                .requireStreamsOf(settings.streams().names());
        Clock clock = Clock.systemUTC();
        try {
            node = NodeName.in(DataDirectory.locate());
        } catch (IOException e) {
            throw new IllegalStateException("The data folder " + DataDirectory.locate() + " can't be written to", e);
        }
        store = new DeferredStore(database, node.value());
        rows = new MessageRows(database);
        selected = new SelectedRows(database);
        rowOrders = new RowOrders(database);
        orders = standingOrders.inForce();
        cancellations = new Cancellations(database);
        dns = DnsLookup.by(settings.dnsServers());
        MailExchangers exchangers = new MailExchangers(dns, OwnHost.named(settings.hostname()));
        router = new Router(routes, exchangers, tls.policies(), settings.smtpPort());
        ReturnAddresses addresses = returnKeys.addresses();
        ReturnWatch watch = new ReturnWatch(addresses, departures.departures(), feedback.ownBounces());
        courier = newCourier(watch, clock);
        workers = new Crew(settings.workers(), WORKERS_PATIENCE, true);
        agenda = new Agenda();
        events = new DeliveryEvents(topic, EventSettings.read(), trace.buffer(), clock);
        settlement =
                new Settlement(store, cancellations, queue, events, sandbox, settings, routes, agenda, watch, clock);
        returns = new Returns(addresses, departures, feedback, events, queue, sandbox, settings.expiry());
        try {
            SpoolDirectory.clear();
        } catch (IOException e) {
            throw new IllegalStateException("The spool " + SpoolDirectory.locate() + " can't be emptied", e);
        }
        MailComposer composer =
                new MailComposer(SpoolDirectory.locate(), settings.maxMessageSize(), clock, settings.hostname());
        notifier = Registry.register(
                SuccessNotifier.class, new BeanDeliveryNotifier(new Notifications(queue, settings, clock)));
        destinations = Registry.register(
                DestinationCheck.class, new DestinationProbe(routes, exchangers, scheduler, settings.relayCheck()));
        registration = Registry.register(
                MailSender.class,
                new QueueingMailSender(
                        DiskReserve.read(),
                        composer,
                        queue,
                        sentMail,
                        new SuppressedRecipients(suppressions),
                        events,
                        watch,
                        settings,
                        clock));
    }

    private Courier newCourier(ReturnWatch watch, Clock clock) {
        client = new SmtpClient(settings.hostname(), tls.trust(), settings.reuse(), scheduler, tlsOutcomes);
        return new Courier(
                router,
                new Traffic(
                        shaping.shapers(), sources.chooser(), settings.hostname(), settings.lanes(), settings.reuse()),
                limits.limiter(),
                settings.lanes(),
                new Lanes(clock),
                client,
                new Signer(dkimKeys, settings.hostname(), clock, newSealer(clock)),
                watch);
    }

    private Optional<ArcSealer> newSealer(Clock clock) {
        return settings.arcDomain()
                .map(domain ->
                        new ArcSealer(dkimKeys, domain, new PublicKeys(dns, KEY_PATIENCE), settings.hostname(), clock));
    }

    @PreDestroy
    void stop() {
        registration.close();
        notifier.close();
        destinations.close();
        dns.close();
        client.close();
        try {
            if (!nodeNameKept) {
                node.close();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The name of this node can't be released", e);
        }
    }

    /** Attempts outlive this deployment: the next one in this process must not take their leases for those of a crash. */
    public void keepNodeName() {
        nodeNameKept = true;
    }

    public OutboundSettings settings() {
        return settings;
    }

    public DeferredStore store() {
        return store;
    }

    public MessageRows rows() {
        return rows;
    }

    public SelectedRows selected() {
        return selected;
    }

    public RowOrders rowOrders() {
        return rowOrders;
    }

    /** What an administrator has ordered about mail that is to come. */
    public OrdersInForce orders() {
        return orders;
    }

    public Cancellations cancellations() {
        return cancellations;
    }

    /** Where whoever puts something into the store notes it. */
    public Agenda agenda() {
        return agenda;
    }

    /** Those who take from the ready queue. */
    public Crew workers() {
        return workers;
    }

    public Router router() {
        return router;
    }

    public Courier courier() {
        return courier;
    }

    public DeliveryEvents events() {
        return events;
    }

    public Settlement settlement() {
        return settlement;
    }

    /** Who takes what has come back. */
    public Returns returns() {
        return returns;
    }
}
