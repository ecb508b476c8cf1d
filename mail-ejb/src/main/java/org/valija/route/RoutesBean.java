package org.valija.route;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.List;
import java.util.Optional;
import org.valija.schema.Schema;
import org.valija.settings.CommittedChange;
import org.valija.settings.PlacedList;
import org.valija.settings.Published;
import org.valija.settings.SettingRevision;

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

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transaction;

    private final Published<RouteSnapshot> current = new Published<>(RouteSnapshot.UNKNOWN);

    @PostConstruct
    void load() {
        SettingRevision revision = SettingRevision.lock(entities, SettingRevision.ROUTES);
        if (revision.isFirst()) {
            entities.persist(new SwitchEntity(SwitchEntity.SANDBOX, Boolean.getBoolean("valija.sandbox")));
            revision.advance();
        }
        publish(revision);
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Route routeFor(String domain) {
        return current.get().routeFor(domain);
    }

    @Override
    public List<Route> list() {
        return withPasswords().stream().map(RoutesBean::withoutPassword).toList();
    }

    @Override
    public Route add(Route route) {
        RouteChecks.check(route);
        PlacedList<RouteEntity> routes = routes();
        SettingRevision revision = routes.beginChange();
        RouteEntity entity = RouteEntity.of(route);
        routes.append(entity);
        publish(revision);
        return withoutPassword(entity.toRoute());
    }

    @Override
    public void change(Route route) {
        PlacedList<RouteEntity> routes = routes();
        SettingRevision revision = routes.beginChange();
        RouteEntity entity = routes.get(route.id());
        Route complete = RouteChecks.keepPassword(entity.toRoute(), route);
        RouteChecks.check(complete);
        entity.set(complete);
        publish(revision);
    }

    @Override
    public void move(long id, int places) {
        PlacedList<RouteEntity> routes = routes();
        SettingRevision revision = routes.beginChange();
        routes.move(id, places);
        publish(revision);
    }

    @Override
    public void remove(long id) {
        PlacedList<RouteEntity> routes = routes();
        SettingRevision revision = routes.beginChange();
        routes.remove(id);
        publish(revision);
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
        RouteSnapshot snapshot = RouteSnapshot.of(isSandbox(), withPasswords());
        CommittedChange.publish(transaction, current.prepare(revision.number(), snapshot));
    }

    private List<Route> withPasswords() {
        return routes().all().stream().map(RouteEntity::toRoute).toList();
    }

    private static Route withoutPassword(Route route) {
        return new Route(
                route.id(),
                route.recipientDomain(),
                route.kind(),
                route.host(),
                route.port(),
                route.tls(),
                route.user(),
                Optional.empty());
    }

    private SwitchEntity sandboxSwitch() {
        return entities.find(SwitchEntity.class, SwitchEntity.SANDBOX);
    }

    private PlacedList<RouteEntity> routes() {
        return new PlacedList<>(entities, RouteEntity.class, SettingRevision.ROUTES);
    }
}
