package org.valija.verp;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.valija.schema.Schema;
import org.valija.settings.CommittedChange;
import org.valija.settings.Published;
import org.valija.settings.SettingRevision;

/**
 * Keeps the keys in the database, and in memory as they were committed. There are none until there is a bounce domain; then a new
 * one follows on each after some months.
 */
@Singleton(name = ReturnKeysBean.NAME)
@Startup
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class ReturnKeysBean implements ReturnKeys {

    public static final String NAME = "ValijaReturnKeys";

    private static final Duration LIFE = Duration.ofDays(90);
    /** Days begin, clocks differ. */
    private static final Duration SLACK = Duration.ofDays(2);

    private static final long REFRESH_MILLIS = 60_000;

    /** A node that does not know a key would refuse what comes back to it. */
    private static final Duration NOTICE = Duration.ofMinutes(5);

    @PersistenceContext(unitName = "valija")
    private EntityManager entities;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transaction;

    @Resource
    private TimerService timers;

    private final Published<ReturnKeyRing> keys = new Published<>(ReturnKeyRing.EMPTY);
    private VerpSettings settings;
    private ReturnAddresses addresses;

    @PostConstruct
    void load() {
        settings = VerpSettings.read(System::getProperty);
        addresses = new ReturnAddresses(settings, keys, Clock.systemUTC());
        if (settings.domain().isPresent()) {
            refresh();
            timers.createIntervalTimer(REFRESH_MILLIS, REFRESH_MILLIS, new TimerConfig(null, false));
        }
    }

    @Timeout
    void refresh() {
        SettingRevision revision = SettingRevision.lock(entities, SettingRevision.RETURN_KEYS);
        ReturnKeyRing ring = ring();
        Instant now = Instant.now();
        if (ring.newest().isEmpty()) {
            add(ring, now, revision); // nobody has signed before, so nobody need know it before
        } else if (ring.newest().get().plus(LIFE).isBefore(now)) {
            add(ring, now.plus(NOTICE), revision);
        }
        publish(revision);
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public ReturnAddresses addresses() {
        return addresses;
    }

    @Override
    public Instant rotate() {
        SettingRevision revision = SettingRevision.lock(entities, SettingRevision.RETURN_KEYS);
        Instant from = Instant.now().plus(NOTICE);
        add(ring(), from, revision);
        publish(revision);
        return from;
    }

    private void add(ReturnKeyRing ring, Instant from, SettingRevision revision) {
        for (ReturnKey old : ring.outdated(Instant.now(), settings.validity().plus(SLACK))) {
            entities.remove(entities.find(ReturnKeyEntity.class, old.id()));
        }
        entities.persist(new ReturnKeyEntity(ring.freeId(), from));
        revision.advance();
    }

    private void publish(SettingRevision revision) {
        CommittedChange.publish(transaction, keys.prepare(revision.number(), ring()));
    }

    private ReturnKeyRing ring() {
        List<ReturnKeyEntity> rows = entities.createQuery("SELECT k FROM ReturnKeyEntity k", ReturnKeyEntity.class)
                .getResultList();
        return new ReturnKeyRing(rows.stream().map(ReturnKeyEntity::toKey).toList());
    }
}
