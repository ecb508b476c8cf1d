package org.valija.limit;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.valija.schema.Schema;
import org.valija.settings.CommittedChange;
import org.valija.settings.PlacedList;
import org.valija.settings.Published;
import org.valija.settings.SettingRevision;
import org.valija.settings.SettingsWatch;
import org.valija.settings.Streams;

/** Keeps the sending limits in the database, and those in memory up to date with what was committed there. */
@Singleton(name = SendingLimitsBean.NAME)
@Startup
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class SendingLimitsBean implements SendingLimits, LimitTable {

    public static final String NAME = "ValijaSendingLimits";

    @PersistenceContext(unitName = "valija")
    private EntityManager entities;

    @EJB
    private SettingsWatch watch;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transaction;

    private final Published<List<SendingLimiter.Entry>> current = new Published<>(List.of());
    private final SendingLimiter limiter = new SendingLimiter(current::get, Clock.systemUTC(), System::nanoTime);
    private Streams streams;

    @PostConstruct
    void load() {
        streams = Streams.configured();
        publish(SettingRevision.lock(entities, SettingRevision.SENDING_LIMITS));
        watch.follow(SettingRevision.SENDING_LIMITS, current::revision, this::publish);
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public SendingLimiter limiter() {
        return limiter;
    }

    @Override
    public List<SendingLimit> list() {
        return rows().all().stream().map(SendingLimitEntity::toLimit).toList();
    }

    @Override
    public SendingLimit add(SendingLimit limit) {
        SendingLimitEntity entity = SendingLimitEntity.of(limit);
        change(rows -> {
            SendingLimitChecks.check(limit, streams, list());
            rows.append(entity);
        });
        return entity.toLimit();
    }

    @Override
    public void change(SendingLimit limit) {
        change(rows -> {
            SendingLimitChecks.check(
                    limit,
                    streams,
                    list().stream().filter(other -> other.id() != limit.id()).toList());
            rows.get(limit.id()).set(limit);
        });
    }

    @Override
    public void remove(long id) {
        change(rows -> rows.remove(id));
    }

    private void change(Consumer<PlacedList<SendingLimitEntity>> change) {
        rows().change(change, this::publish);
    }

    /** Makes the limits of this transaction those in force, once it has committed. */
    private void publish(SettingRevision revision) {
        List<SendingLimiter.Entry> entries =
                list().stream().map(SendingLimiter.Entry::of).toList();
        CommittedChange.publish(transaction, current.prepare(revision.number(), entries));
    }

    private PlacedList<SendingLimitEntity> rows() {
        return new PlacedList<>(entities, SendingLimitEntity.class, SettingRevision.SENDING_LIMITS);
    }
}
