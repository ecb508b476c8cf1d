package org.valija.order;

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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.schema.Schema;
import org.valija.settings.CommittedChange;
import org.valija.settings.SettingRevision;
import org.valija.settings.SettingsWatch;

/** Keeps the standing orders in the database, and those in memory up to date with what was committed. */
@Singleton(name = StandingOrdersBean.NAME)
@Startup
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class StandingOrdersBean implements StandingOrders {

    public static final String NAME = "ValijaStandingOrders";

    @PersistenceContext(unitName = "valija")
    private EntityManager entities;

    @EJB
    private SettingsWatch watch;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transaction;

    private final OrdersInForce current = new OrdersInForce(Clock.systemUTC());

    @PostConstruct
    void load() {
        publish(SettingRevision.lock(entities, SettingRevision.STANDING_ORDERS));
        watch.follow(SettingRevision.STANDING_ORDERS, current::revision, this::publish);
    }

    @Override
    public List<StandingOrder> list() {
        Instant now = Instant.now();
        return standing().stream().filter(order -> order.isInForce(now)).toList();
    }

    @Override
    public StandingOrder add(StandingOrder order) {
        SettingRevision revision = beginChange();
        Instant now = Instant.now();
        StandingOrderChecks.check(order, rows().size(), now);
        StandingOrderEntity entity = StandingOrderEntity.of(order, now);
        entities.persist(entity);
        publish(revision);
        return entity.toOrder();
    }

    @Override
    public Optional<StandingOrder> lift(long id) {
        SettingRevision revision = beginChange();
        StandingOrderEntity entity = entities.find(StandingOrderEntity.class, id);
        if (entity == null || entity.isLifted() || !entity.toOrder().isInForce(Instant.now())) {
            return Optional.empty();
        }
        entity.lift(Instant.now());
        publish(revision);
        return Optional.of(entity.toOrder());
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public OrdersInForce inForce() {
        return current;
    }

    @Override
    public boolean forget(long id, Instant before) {
        // Asked again and again until it is time: without a lock, and without a revision for nothing.
        StandingOrderEntity entity = entities.find(StandingOrderEntity.class, id);
        if (entity == null || !entity.hasEndedBefore(before)) {
            return false;
        }
        SettingRevision revision = beginChange();
        entities.remove(entity);
        publish(revision);
        return true;
    }

    private SettingRevision beginChange() {
        SettingRevision revision = SettingRevision.lock(entities, SettingRevision.STANDING_ORDERS);
        revision.advance();
        return revision;
    }

    /** Makes the orders of this transaction those in force, once it has committed. */
    private void publish(SettingRevision revision) {
        List<StandingOrder> lifted = rows().stream()
                .filter(StandingOrderEntity::isLifted)
                .map(StandingOrderEntity::toOrder)
                .toList();
        CommittedChange.publish(transaction, current.prepare(revision.number(), standing(), lifted));
    }

    private List<StandingOrder> standing() {
        return rows().stream()
                .filter(row -> !row.isLifted())
                .map(StandingOrderEntity::toOrder)
                .toList();
    }

    private List<StandingOrderEntity> rows() {
        return entities.createQuery("select o from StandingOrderEntity o order by o.id", StandingOrderEntity.class)
                .getResultList();
    }
}
