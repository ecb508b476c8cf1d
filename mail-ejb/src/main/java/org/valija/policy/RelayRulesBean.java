package org.valija.policy;

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
import org.valija.spi.SessionPolicy;
import org.valija.tlsreport.TlsReportSettings;
import org.valija.verp.ReturnKeys;
import org.valija.verp.ReturnPolicy;

/** Keeps the relay rules in the database, and the session policy up to date with what was committed there. */
@Singleton(name = RelayRulesBean.NAME)
@Startup
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class RelayRulesBean implements RelayRules {

    public static final String NAME = "ValijaRelayRules";

    @PersistenceContext(unitName = "valija")
    private EntityManager entities;

    @EJB
    private SettingsWatch watch;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transaction;

    @EJB
    private ReturnKeys returnKeys;

    private final RelayPolicy policy = new RelayPolicy(TlsReportSettings.read()::receivesAt);
    private volatile Registry.Registration registration = () -> {};

    @PostConstruct
    void load() {
        SettingRevision revision = SettingRevision.lock(entities, SettingRevision.RELAY_RULES);
        if (revision.isFirst()) {
            for (RelayRule rule : DefaultRelayRules.create(System.getProperty(DefaultRelayRules.PROPERTY, ""))) {
                add(rule);
            }
        }
        Runnable publication = policy.prepare(revision.number(), list());
        CommittedChange.publish(transaction, () -> {
            publication.run();
            registration = Registry.register(SessionPolicy.class, new ReturnPolicy(policy, returnKeys.addresses()));
        });
        watch.follow(SettingRevision.RELAY_RULES, policy::revision, this::publish);
    }

    @PreDestroy
    void unregister() {
        registration.close();
    }

    @Override
    public List<RelayRule> list() {
        return rules().all().stream().map(RelayRuleEntity::toRule).toList();
    }

    @Override
    public RelayRule add(RelayRule rule) {
        RelayRuleChecks.check(rule);
        RelayRuleEntity entity = RelayRuleEntity.of(rule);
        change(list -> list.append(entity));
        return entity.toRule();
    }

    @Override
    public RelayRule add(RelayRule rule, int place) {
        RelayRuleChecks.check(rule);
        RelayRuleEntity entity = RelayRuleEntity.of(rule);
        change(list -> list.insert(entity, place));
        return entity.toRule();
    }

    @Override
    public void change(RelayRule rule) {
        RelayRuleChecks.check(rule);
        change(list -> list.get(rule.id()).set(rule));
    }

    @Override
    public void change(RelayRule rule, int place) {
        RelayRuleChecks.check(rule);
        change(list -> {
            RelayRuleEntity entity = list.get(rule.id());
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

    private void change(Consumer<PlacedList<RelayRuleEntity>> change) {
        rules().change(change, this::publish);
    }

    /** Makes the rules of this transaction those in force, once it has committed. */
    private void publish(SettingRevision revision) {
        CommittedChange.publish(transaction, policy.prepare(revision.number(), list()));
    }

    private PlacedList<RelayRuleEntity> rules() {
        return new PlacedList<>(entities, RelayRuleEntity.class, SettingRevision.RELAY_RULES);
    }
}
