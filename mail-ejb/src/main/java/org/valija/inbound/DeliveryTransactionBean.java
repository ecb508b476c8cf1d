package org.valija.inbound;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.function.Consumer;
import org.valija.spi.DeliveryTransaction;
import org.valija.spi.DeliveryTransaction.Deliveries;
import org.valija.spi.DeliveryTransaction.Outcome;
import org.valija.spi.Registry;

/**
 * The delivery's JTA transaction. It is a bean because only within a call of a bean do both servers give a thread of the
 * adapter a transaction, a class loader and a naming context; a singleton without locks, because a pool of instances
 * would be one more limit on concurrent deliveries.
 */
@Singleton
@Startup
@Local(ObservedDelivery.class)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class DeliveryTransactionBean implements ObservedDelivery {

    @Resource
    private SessionContext context;

    @Resource
    private UserTransaction transaction;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry synchronizations;

    private Registry.Registration registration;
    private ObservedTransaction observed;

    @PostConstruct
    void register() {
        observed = new ObservedTransaction(
                transaction, synchronizations, DeliveryTimeout.read(System::getProperty), System::nanoTime);
        registration = Registry.register(
                DeliveryTransaction.class, new ContainerDelivery(context.getBusinessObject(ObservedDelivery.class)));
    }

    @PreDestroy
    void unregister() {
        registration.close();
    }

    @Override
    public void run(Deliveries deliveries, Consumer<Outcome> observer) {
        observer.accept(observed.run(deliveries));
    }
}
