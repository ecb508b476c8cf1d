package org.valija.route;

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
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.valija.schema.Schema;
import org.valija.settings.CommittedChange;
import org.valija.settings.PlacedList;
import org.valija.settings.Published;
import org.valija.settings.SettingRevision;
import org.valija.settings.SettingsWatch;
import org.valija.settings.Streams;

/**
 * Keeps the routes and the sandbox switch in the database, and the table in memory up to date with what was committed.
 *
 * <p>At the first start there is no route, so all mail goes to the MX; the system property {@code valija.sandbox} says
 * whether the sandbox switch is on. Later the database holds, whatever the property says.
 */
@Singleton(name = RoutesBean.NAME)
@Startup
@DependsOn(Schema.NAME)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class RoutesBean implements Routes, RouteTable {

    public static final String NAME = "ValijaRoutes";

    @PersistenceContext(unitName = "valija")
    private EntityManager entities;

    @EJB
    private SettingsWatch watch;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transaction;

    private final Published<RouteSnapshot> current = new Published<>(RouteSnapshot.UNKNOWN);

    private final Streams streams = Streams.configured();
    private final RouteChecks checks = new RouteChecks(OwnHost.here(), streams.names());

    @PostConstruct
    void load() {
        SettingRevision revision = SettingRevision.lock(entities, SettingRevision.ROUTES);
        if (revision.isFirst()) {
            entities.persist(new SwitchEntity(SwitchEntity.SANDBOX, Boolean.getBoolean("valija.sandbox")));
            revision.advance();
        }
        publish(revision);
        watch.follow(SettingRevision.ROUTES, current::revision, this::publish);
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Route routeFor(Detour detour) {
        return current.get().routeFor(detour);
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Route routeFor(RoutedMail mail) {
        return current.get().routeFor(mail);
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Route> routesFor(String domain) {
        return current.get().routesFor(domain);
    }

    @Override
    public List<Route> list() {
        return withSecrets().stream().map(Route::withoutSecrets).toList();
    }

    @Override
    public Route add(Route route) {
        return add(route, OptionalInt.empty());
    }

    @Override
    public Route add(Route route, int place) {
        return add(route, OptionalInt.of(place));
    }

    private Route add(Route route, OptionalInt place) {
        checks.check(route);
        RouteEntity entity = RouteEntity.of(route);
        change(routes -> {
            OptionalInt there = place.isPresent() ? place : RouteOrder.firstThatCovers(route, withSecrets());
            routes.append(entity);
            if (there.isPresent()) {
                routes.put(entity, there.getAsInt());
            }
            checkOrder(routes, entity);
        });
        return entity.toRoute().withoutSecrets();
    }

    @Override
    public void change(Route route) {
        change(route, OptionalInt.empty());
    }

    @Override
    public void change(Route route, int place) {
        change(route, OptionalInt.of(place));
    }

    private void change(Route route, OptionalInt place) {
        change(routes -> {
            RouteEntity entity = routes.get(route.id());
            Route complete = LoginChecks.keepSecrets(entity.toRoute(), route);
            checks.check(complete);
            entity.set(complete);
            if (place.isPresent()) {
                routes.put(entity, place.getAsInt());
            }
            checkOrder(routes, entity);
        });
    }

    @Override
    public void move(long id, int places) {
        change(routes -> {
            routes.move(id, places);
            checkOrder(routes, routes.get(id));
        });
    }

    @Override
    public void remove(long id) {
        change(routes -> routes.remove(id));
    }

    private static void checkOrder(PlacedList<RouteEntity> routes, RouteEntity changed) {
        List<RouteEntity> all = routes.all();
        RouteOrder.check(
                all.indexOf(changed), all.stream().map(RouteEntity::toRoute).toList());
    }

    private void change(Consumer<PlacedList<RouteEntity>> change) {
        routes().change(change, this::publish);
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<String> streams() {
        return streams.names().stream().sorted().toList();
    }

    @Override
    public boolean isSandbox() {
        return sandboxSwitch().isOn();
    }

    @Override
    public void setSandbox(boolean sandbox) {
        SettingRevision revision = routes().beginChange();
        sandboxSwitch().turn(sandbox);
        publish(revision);
    }

    /** Makes the routes of this transaction those in force, once it has committed. */
    private void publish(SettingRevision revision) {
        RouteSnapshot snapshot = RouteSnapshot.of(isSandbox(), withSecrets());
        CommittedChange.publish(transaction, current.prepare(revision.number(), snapshot));
    }

    private List<Route> withSecrets() {
        return routes().all().stream().map(RouteEntity::toRoute).toList();
    }

    private SwitchEntity sandboxSwitch() {
        return entities.find(SwitchEntity.class, SwitchEntity.SANDBOX);
    }

    private PlacedList<RouteEntity> routes() {
        return new PlacedList<>(entities, RouteEntity.class, SettingRevision.ROUTES);
    }
}
