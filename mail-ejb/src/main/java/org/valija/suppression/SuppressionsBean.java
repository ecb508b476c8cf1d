package org.valija.suppression;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJBException;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.valija.MailAddress;
import org.valija.schema.Schema;
import org.valija.settings.CommittedChange;

/** Keeps the list in the database, and the view in memory up to date with what was committed, by other nodes within seconds. */
@Singleton(name = SuppressionsBean.NAME)
@Startup
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class SuppressionsBean implements Suppressions, SuppressionCheck {

    public static final String NAME = "ValijaSuppressions";

    private static final Logger LOG = System.getLogger(SuppressionsBean.class.getName());

    private static final int MAX_PAGE = 1_000;

    private static final long REFRESH_MILLIS = 4_000;

    /** An entry bears the time when it was made, is seen when that is committed, and was made by another clock. */
    private static final Duration OVERLAP = Duration.ofMinutes(10);

    /** What was removed costs only a look into the database, until then. */
    private static final Duration REBUILD_EVERY = Duration.ofHours(1);

    @Resource
    private TimerService timers;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transaction;

    private final SuppressionView view = new SuppressionView();
    private SuppressionTable table;
    private volatile Instant rebuildAt = Instant.EPOCH;
    private volatile SuppressionTable.Sight seen;
    private volatile boolean failed;

    @PostConstruct
    void start() {
        table = new SuppressionTable(database);
        refresh();
        timers.createIntervalTimer(REFRESH_MILLIS, REFRESH_MILLIS, new TimerConfig(null, false));
    }

    /** Hears what other nodes have put in. */
    @Timeout
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void refresh() {
        Instant now = Instant.now();
        try {
            if (now.isBefore(rebuildAt)) {
                SuppressionTable.Sight sight = table.since(now.minus(OVERLAP));
                if (!sight.equals(seen)) {
                    table.addresses(now.minus(OVERLAP), view::add);
                    seen = sight;
                }
            } else {
                table.purge(now);
                view.rebuild(reader -> table.addresses(Instant.EPOCH, reader));
                rebuildAt = now.plus(REBUILD_EVERY);
            }
            failed = false;
        } catch (SQLException e) {
            // Once, not every few seconds.
            LOG.log(failed ? Level.DEBUG : Level.ERROR, "The list of suppressed addresses can't be read", e);
            failed = true;
            rebuildAt = Instant.EPOCH; // who knows for how long
        }
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public SuppressionView view() {
        return view;
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public Map<MailAddress, Suppression> suppressed(List<MailAddress> addresses, String stream) {
        return run(() -> table.of(addresses, stream, Instant.now()));
    }

    @Override
    public void suppress(Suppression entry) {
        run(() -> {
            Optional<Suppression> present = table.of(entry.address(), entry.stream());
            if (present.filter(other -> other.lastsAtLeastAsLongAs(entry)).isEmpty()) {
                take(List.of(entry));
            }
            return null;
        });
    }

    private void take(Collection<Suppression> entries) throws SQLException {
        table.put(entries);
        List<MailAddress> addresses = entries.stream().map(Suppression::address).toList();
        CommittedChange.publish(transaction, () -> addresses.forEach(view::add));
    }

    @Override
    public List<Suppression> search(String part, int offset, int limit) {
        return run(() -> table.search(part.strip(), Math.max(0, offset), Math.max(0, Math.min(MAX_PAGE, limit))));
    }

    @Override
    public long count(String part) {
        return run(() -> table.count(part.strip()));
    }

    @Override
    public Optional<Suppression> find(String id) {
        return run(() -> table.find(id));
    }

    @Override
    public Suppression put(NewSuppression entry) {
        Suppression checked = entry.check(Instant.now());
        return run(() -> {
            take(List.of(checked));
            return table.of(checked.address(), checked.stream()).orElseThrow();
        });
    }

    @Override
    public void remove(String id) {
        run(() -> table.remove(id));
    }

    @Override
    public int importFrom(Reader csv) throws IOException {
        List<MailAddress> addresses = new ArrayList<>();
        try {
            int entries = SuppressionFile.read(csv, Instant.now(), some -> {
                table.put(some);
                some.forEach(entry -> addresses.add(entry.address()));
            });
            CommittedChange.publish(transaction, () -> addresses.forEach(view::add));
            return entries;
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED) // no timeout for a slow reader
    public void exportTo(Writer csv) throws IOException {
        SuppressionFile.writeHeader(csv);
        Optional<Suppression> last = Optional.empty();
        do {
            Optional<Suppression> behind = last;
            List<Suppression> page = run(() -> table.page(behind));
            last = page.isEmpty() ? Optional.empty() : Optional.of(page.get(page.size() - 1));
            for (Suppression entry : page) {
                SuppressionFile.write(entry, csv);
            }
        } while (last.isPresent());
    }

    private static <T> T run(Statement<T> statement) {
        try {
            return statement.run();
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private static EJBException unusable(SQLException cause) {
        return new EJBException("The list of suppressed addresses can't be read or changed", cause);
    }

    @FunctionalInterface
    private interface Statement<T> {
        T run() throws SQLException;
    }
}
