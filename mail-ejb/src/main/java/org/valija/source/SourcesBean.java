package org.valija.source;

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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.valija.schema.Schema;
import org.valija.settings.CommittedChange;
import org.valija.settings.PlacedList;
import org.valija.settings.Published;
import org.valija.settings.SettingRevision;
import org.valija.settings.SettingsWatch;
import org.valija.settings.Streams;

/** Keeps the source addresses in the database, and the pools in memory up to date with what was committed there. */
@Singleton(name = SourcesBean.NAME)
@Startup
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class SourcesBean implements Sources, SourceTable {

    public static final String NAME = "ValijaSources";

    @PersistenceContext(unitName = "valija")
    private EntityManager entities;

    @EJB
    private SettingsWatch watch;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transaction;

    private final Published<Map<String, SourcePool>> current = new Published<>(Map.of());
    private final SourceChooser chooser = new SourceChooser(current::get, Clock.systemUTC());
    private Streams streams;

    @PostConstruct
    void load() {
        streams = Streams.configured();
        publish(SettingRevision.lock(entities, SettingRevision.SOURCES));
        watch.follow(SettingRevision.SOURCES, current::revision, this::publish);
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public SourceChooser chooser() {
        return chooser;
    }

    @Override
    public Set<String> streams() {
        return new TreeSet<>(streams.names());
    }

    @Override
    public List<SourceState> list() {
        Map<String, Integer> counts = chooser.counts();
        return sources().stream()
                .map(source ->
                        new SourceState(source, chooser.isHere(source), counts.getOrDefault(source.address(), 0)))
                .toList();
    }

    private List<SourceAddress> sources() {
        return rows().all().stream()
                .map(SourceEntity::toSource)
                .sorted(Comparator.comparing(SourceAddress::stream)) // stable: then in the order in which they came
                .toList();
    }

    @Override
    public SourceAddress add(SourceAddress source) {
        PlacedList<SourceEntity> rows = rows();
        SettingRevision revision = rows.beginChange();
        SourceEntity entity = SourceEntity.of(checked(source));
        rows.append(entity);
        publish(revision);
        return entity.toSource();
    }

    @Override
    public void change(SourceAddress source) {
        change(rows -> rows.get(source.id()).set(checked(source)));
    }

    @Override
    public void remove(long id) {
        change(rows -> rows.remove(id));
    }

    private void change(Consumer<PlacedList<SourceEntity>> change) {
        rows().change(change, this::publish);
    }

    private SourceAddress checked(SourceAddress source) {
        return SourceChecks.check(source, streams, sources(), OwnAddresses::isOurs);
    }

    /** Makes the addresses of this transaction those in force, once it has committed. */
    private void publish(SettingRevision revision) {
        Map<String, SourcePool> pools = sources().stream()
                .collect(Collectors.groupingBy(
                        SourceAddress::stream,
                        Collectors.collectingAndThen(
                                Collectors.mapping(SourcePool.Member::of, Collectors.toList()), SourcePool::new)));
        CommittedChange.publish(transaction, current.prepare(revision.number(), pools));
    }

    private PlacedList<SourceEntity> rows() {
        return new PlacedList<>(entities, SourceEntity.class, SettingRevision.SOURCES);
    }
}
