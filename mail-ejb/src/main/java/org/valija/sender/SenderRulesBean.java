package org.valija.sender;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.List;
import java.util.function.Consumer;
import org.valija.schema.Schema;
import org.valija.settings.CommittedChange;
import org.valija.settings.PlacedList;
import org.valija.settings.SettingRevision;
import org.valija.settings.SettingsWatch;
import org.valija.spi.Registry;
import org.valija.spi.SenderPolicy;

/** Keeps the sender rules in the database, and the sender policy up to date with what was committed there. */
@Singleton(name = SenderRulesBean.NAME)
@Startup
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class SenderRulesBean implements SenderRules {

    public static final String NAME = "ValijaSenderRules";

    @PersistenceContext(unitName = "valija")
    private EntityManager entities;

    @EJB
    private SettingsWatch watch;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transaction;

    private final SenderRulePolicy policy = new SenderRulePolicy();
    private volatile Registry.Registration registration = () -> {};

    @PostConstruct
    void load() {
        long number =
                SettingRevision.lock(entities, SettingRevision.SENDER_RULES).number();
        Runnable publication = policy.prepare(number, list());
        CommittedChange.publish(transaction, () -> {
            publication.run();
            registration = Registry.register(SenderPolicy.class, policy);
        });
        watch.follow(SettingRevision.SENDER_RULES, policy::revision, this::publish);
    }

    @PreDestroy
    void unregister() {
        registration.close();
    }

    @Override
    public List<SenderRule> list() {
        return rules().all().stream().map(SenderRuleEntity::toRule).toList();
    }

    @Override
    public SenderRule add(SenderRule rule) {
        SenderRuleChecks.check(rule);
        SenderRuleEntity entity = SenderRuleEntity.of(rule);
        change(list -> list.append(entity));
        return entity.toRule();
    }

    @Override
    public SenderRule add(SenderRule rule, int place) {
        SenderRuleChecks.check(rule);
        SenderRuleEntity entity = SenderRuleEntity.of(rule);
        change(list -> list.insert(entity, place));
        return entity.toRule();
    }

    @Override
    public void change(SenderRule rule) {
        SenderRuleChecks.check(rule);
        change(list -> list.get(rule.id()).set(rule));
    }

    @Override
    public void change(SenderRule rule, int place) {
        SenderRuleChecks.check(rule);
        change(list -> {
            SenderRuleEntity entity = list.get(rule.id());
            entity.set(rule);
            list.put(entity, place);
        });
    }

    @Override
    public void move(long id, int places) {
        change(list -> list.move(id, places));
    }

    @Override
    public void remove(long id) {
        change(list -> list.remove(id));
    }

    private void change(Consumer<PlacedList<SenderRuleEntity>> change) {
        rules().change(change, this::publish);
    }

    /** Makes the rules of this transaction those in force, once it has committed. */
    private void publish(SettingRevision revision) {
        CommittedChange.publish(transaction, policy.prepare(revision.number(), list()));
    }

    private PlacedList<SenderRuleEntity> rules() {
        return new PlacedList<>(entities, SenderRuleEntity.class, SettingRevision.SENDER_RULES);
    }
}
