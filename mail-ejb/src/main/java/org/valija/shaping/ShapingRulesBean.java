package org.valija.shaping;

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
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.valija.schema.Schema;
import org.valija.settings.CommittedChange;
import org.valija.settings.PlacedList;
import org.valija.settings.Published;
import org.valija.settings.SettingRevision;
import org.valija.settings.SettingsWatch;
import org.valija.settings.Streams;

/** Keeps the shaping rules in the database, and those in memory up to date with what was committed there. */
@Singleton(name = ShapingRulesBean.NAME)
@Startup
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class ShapingRulesBean implements ShapingRules, ShapingTable {

    public static final String NAME = "ValijaShapingRules";

    @PersistenceContext(unitName = "valija")
    private EntityManager entities;

    @EJB
    private SettingsWatch watch;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transaction;

    private final Published<Shaper> current = new Published<>(Shaper.SHIPPED);
    private Streams streams;

    @PostConstruct
    void load() {
        streams = Streams.configured();
        publish(SettingRevision.lock(entities, SettingRevision.SHAPING_RULES));
        watch.follow(SettingRevision.SHAPING_RULES, current::revision, this::publish);
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Supplier<Shaper> shapers() {
        return current::get;
    }

    @Override
    public List<ShapingRule> list() {
        return rules().all().stream().map(ShapingRuleEntity::toRule).toList();
    }

    @Override
    public List<ShapingRule> shipped() {
        return ShippedRules.all();
    }

    @Override
    public ShapingRule add(ShapingRule rule) {
        return add(rule, PlacedList::append);
    }

    @Override
    public ShapingRule add(ShapingRule rule, int place) {
        return add(rule, (list, entity) -> list.insert(entity, place));
    }

    private interface Addition {
        void add(PlacedList<ShapingRuleEntity> list, ShapingRuleEntity entity);
    }

    private ShapingRule add(ShapingRule rule, Addition addition) {
        ShapingRuleChecks.check(rule, streams);
        ShapingRuleEntity entity = ShapingRuleEntity.of(rule);
        change(list -> {
            addition.add(list, entity);
            ShapingRuleChecks.checkOrder(list(), entity.id());
        });
        return entity.toRule();
    }

    @Override
    public void change(ShapingRule rule) {
        ShapingRuleChecks.check(rule, streams);
        change(rule.id(), list -> list.get(rule.id()).set(rule));
    }

    @Override
    public void change(ShapingRule rule, int place) {
        ShapingRuleChecks.check(rule, streams);
        change(rule.id(), list -> {
            ShapingRuleEntity entity = list.get(rule.id());
            entity.set(rule);
            list.put(entity, place);
        });
    }

    @Override
    public void move(long id, int places) {
        change(id, list -> list.move(id, places));
    }

    @Override
    public void remove(long id) {
        change(id, list -> list.remove(id));
    }

    private void change(long id, Consumer<PlacedList<ShapingRuleEntity>> change) {
        change(list -> {
            change.accept(list);
            ShapingRuleChecks.checkOrder(list(), id);
        });
    }

    private void change(Consumer<PlacedList<ShapingRuleEntity>> change) {
        rules().change(change, this::publish);
    }

    /** Makes the rules of this transaction those in force, once it has committed. */
    private void publish(SettingRevision revision) {
        CommittedChange.publish(transaction, current.prepare(revision.number(), Shaper.of(list())));
    }

    private PlacedList<ShapingRuleEntity> rules() {
        return new PlacedList<>(entities, ShapingRuleEntity.class, SettingRevision.SHAPING_RULES);
    }
}
