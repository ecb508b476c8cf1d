package org.valija.dkim;

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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.valija.schema.Schema;
import org.valija.settings.CommittedChange;
import org.valija.settings.InvalidSettingException;
import org.valija.settings.Published;
import org.valija.settings.SettingRevision;
import org.valija.settings.SettingsWatch;

/** Keeps the keys in the database, and those that sign in memory, up to date with what was committed. */
@Singleton(name = DkimKeysBean.NAME)
@Startup
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class DkimKeysBean implements DkimKeys, KeyRing {

    public static final String NAME = "ValijaDkimKeys";

    @PersistenceContext(unitName = "valija")
    private EntityManager entities;

    @EJB
    private SettingsWatch watch;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transaction;

    private final Published<Map<String, List<SigningKey>>> signing = new Published<>(Map.of());

    @PostConstruct
    void load() {
        publish(SettingRevision.lock(entities, SettingRevision.DKIM_KEYS));
        watch.follow(SettingRevision.DKIM_KEYS, signing::revision, this::publish);
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<SigningKey> keysOf(String domain) {
        return signing.get().getOrDefault(domain, List.of());
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public boolean isEmpty() {
        return signing.get().isEmpty();
    }

    @Override
    public List<DkimKey> list() {
        return rows().stream()
                .map(DkimKeyEntity::toKey)
                .sorted(Comparator.comparing(DkimKey::domain)
                        .thenComparing(key -> key.state() != KeyState.ACTIVE)
                        .thenComparing(DkimKey::selector))
                .toList();
    }

    @Override
    public Optional<DkimKey> find(long id) {
        return Optional.ofNullable(entities.find(DkimKeyEntity.class, id)).map(DkimKeyEntity::toKey);
    }

    @Override
    public DkimKey generate(String domain, String selector, Algorithm algorithm, int bits) {
        String name = DkimKeyChecks.domain(domain);
        String checked = DkimKeyChecks.selector(selector, name);
        if (algorithm == null) {
            throw new InvalidSettingException("algorithm", "Choose RSA or Ed25519.");
        }
        if (algorithm == Algorithm.RSA) {
            DkimKeyChecks.bits(bits);
        }
        return add(name, checked, KeyMaterial.generate(algorithm, bits));
    }

    @Override
    public DkimKey importKey(String domain, String selector, String pem) {
        String name = DkimKeyChecks.domain(domain);
        String checked = DkimKeyChecks.selector(selector, name);
        return add(name, checked, KeyFile.read(pem));
    }

    private DkimKey add(String domain, String selector, KeyMaterial material) {
        SettingRevision revision = beginChange();
        boolean taken = rows().stream()
                .map(DkimKeyEntity::toKey)
                .anyMatch(key -> key.domain().equals(domain) && key.selector().equals(selector));
        if (taken) {
            throw new InvalidSettingException(
                    "selector", "There is such a key of " + domain + " already: each has a selector of its own.");
        }
        DkimKeyEntity entity = new DkimKeyEntity(domain, selector, material);
        entities.persist(entity);
        publish(revision);
        return entity.toKey();
    }

    @Override
    public DkimKey activate(long id) {
        SettingRevision revision = beginChange();
        DkimKeyEntity entity = get(id);
        long others = rows().stream()
                .filter(row -> row != entity && row.state() == KeyState.ACTIVE)
                .filter(row -> row.domain().equals(entity.domain()))
                .count();
        if (others >= DkimKeyChecks.MAX_ACTIVE) {
            throw new InvalidSettingException(
                    "state",
                    DkimKeyChecks.MAX_ACTIVE + " keys of " + entity.domain()
                            + " sign already, and verifiers look at a few signatures only: retire one first.");
        }
        turn(entity, KeyState.ACTIVE);
        publish(revision);
        return entity.toKey();
    }

    @Override
    public DkimKey retire(long id) {
        SettingRevision revision = beginChange();
        DkimKeyEntity entity = get(id);
        turn(entity, KeyState.RETIRED);
        publish(revision);
        return entity.toKey();
    }

    private static void turn(DkimKeyEntity entity, KeyState state) {
        if (entity.state() != state) { // since when it is so is not to change
            entity.turn(state);
        }
    }

    @Override
    public void remove(long id) {
        SettingRevision revision = beginChange();
        DkimKeyEntity entity = get(id);
        if (entity.state() == KeyState.ACTIVE) {
            throw new InvalidSettingException(
                    "state", "This key signs. Retire it first, and remove it when its mail has arrived.");
        }
        entities.remove(entity);
        publish(revision);
    }

    @Override
    public void recordSeen(long id) {
        get(id).recordSeen();
    }

    private SettingRevision beginChange() {
        SettingRevision revision = SettingRevision.lock(entities, SettingRevision.DKIM_KEYS);
        revision.advance();
        return revision;
    }

    private DkimKeyEntity get(long id) {
        DkimKeyEntity entity = entities.find(DkimKeyEntity.class, id);
        if (entity == null) {
            throw new InvalidSettingException("id", "It is not there any more: somebody has removed it.");
        }
        return entity;
    }

    private List<DkimKeyEntity> rows() {
        return entities.createQuery("select k from DkimKeyEntity k", DkimKeyEntity.class)
                .getResultList();
    }

    /** Makes the keys of this transaction those that sign, once it has committed. */
    private void publish(SettingRevision revision) {
        Map<String, List<SigningKey>> active = rows().stream()
                .filter(row -> row.state() == KeyState.ACTIVE)
                .map(DkimKeyEntity::toSigningKey)
                .collect(Collectors.groupingBy(SigningKey::domain));
        CommittedChange.publish(transaction, signing.prepare(revision.number(), active));
    }
}
