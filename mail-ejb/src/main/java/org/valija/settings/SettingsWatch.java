package org.valija.settings;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.LocalBean;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.valija.schema.Schema;

/** Has settings read anew that were changed at another node, some seconds later. */
@Singleton
@Startup
@LocalBean
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class SettingsWatch {

    private static final Logger LOG = System.getLogger(SettingsWatch.class.getName());

    private static final long INTERVAL_MILLIS = 3000;

    @Resource
    private TimerService timers;

    @PersistenceContext(unitName = "valija")
    private EntityManager entities;

    private final List<Followed> followed = new CopyOnWriteArrayList<>();
    private final Set<String> failed = ConcurrentHashMap.newKeySet();

    private record Followed(String kind, LongSupplier known, Consumer<SettingRevision> reading) {}

    @PostConstruct
    void start() {
        timers.createIntervalTimer(INTERVAL_MILLIS, INTERVAL_MILLIS, new TimerConfig(null, false));
    }

    /**
     * From now on looks after a kind of settings.
     *
     * @param kind its name, as in {@link SettingRevision}
     * @param known the revision of those that are in force here
     * @param reading reads those of the database and publishes them; called in a transaction, without a lock: what it reads may be
     *     newer than the revision, and is read once more then
     */
    public void follow(String kind, LongSupplier known, Consumer<SettingRevision> reading) {
        followed.add(new Followed(kind, known, reading));
    }

    /** The container does not call it while it is running. */
    @Timeout
    void look() {
        followed.forEach(this::look);
    }

    private void look(Followed each) {
        try {
            SettingRevision revision = entities.find(SettingRevision.class, each.kind());
            if (revision.number() > each.known().getAsLong()) {
                LOG.log(Level.DEBUG, "The {0} have revision {1}", each.kind(), revision.number());
                each.reading().accept(revision);
            }
            failed.remove(each.kind());
        } catch (RuntimeException e) {
            // Once, not every few seconds; and the other kinds are looked at all the same.
            Level level = failed.add(each.kind()) ? Level.ERROR : Level.DEBUG;
            LOG.log(level, "What another node has changed can't be read: " + each.kind(), e);
        }
    }
}
