package org.valija.settings;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;
import java.util.Optional;
import org.valija.schema.Schema;
import org.valija.spi.ListenerControl;
import org.valija.spi.ListenerSettings;
import org.valija.spi.ListenerStatus;
import org.valija.spi.Registry;
import org.valija.spi.TlsReport;

/**
 * Changes a listener in the database first, in a transaction of its own, and then the port: a port that can't be bound
 * stays as it is set, to be bound at the next start.
 */
@Singleton(name = ListenersBean.NAME)
@Startup
// No port before there are a policy and a brake.
@DependsOn({Schema.NAME, "ValijaRelayRules", "ValijaLoginServices"})
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ListenersBean implements Listeners {

    public static final String NAME = "ValijaListeners";

    @EJB
    private ListenerStore store;

    private final OpenListeners open = new OpenListeners(() -> Registry.find(ListenerControl.class));
    private Registry.Registration awaitingAdapter;

    @PostConstruct
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void load() {
        open.want(store.load(DefaultListeners.create(System.getProperties())));
        awaitingAdapter = Registry.whenRegistered(ListenerControl.class, open::open);
    }

    @PreDestroy
    void forgetAdapter() {
        awaitingAdapter.close();
    }

    @Override
    @Lock(LockType.READ)
    public List<Listener> list() {
        return open.withStatus(store.list());
    }

    @Override
    @Lock(LockType.READ)
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public Optional<TlsReport> tls() {
        return Registry.find(ListenerControl.class).flatMap(ListenerControl::tls);
    }

    @Override
    public ListenerStatus add(ListenerSettings settings) {
        ListenerChecks.check(settings);
        store.add(settings);
        return open.apply(settings);
    }

    @Override
    public ListenerStatus change(ListenerSettings settings) {
        ListenerChecks.check(settings);
        store.change(settings);
        return open.apply(settings);
    }

    @Override
    public ListenerStatus start(String name) {
        return open.apply(store.enable(name, true));
    }

    @Override
    public ListenerStatus stop(String name) {
        return open.apply(store.enable(name, false));
    }

    @Override
    public void remove(String name) {
        store.remove(name);
        open.remove(name);
    }
}
