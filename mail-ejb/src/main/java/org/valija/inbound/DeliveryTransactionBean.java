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
import java.util.Optional;
import org.valija.spi.DeliveryTransaction;
import org.valija.spi.Registry;

/**
 * The delivery's JTA transaction. It is a bean because only within a call of a bean do both servers give a thread of the
 * adapter a transaction, a class loader and a naming context; a singleton without locks, because a pool of instances
 * would be one more limit on concurrent deliveries.
 */
@Singleton
@Startup
@Local(DeliveryTransaction.class)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class DeliveryTransactionBean implements DeliveryTransaction {

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
        DeliveryTransaction bean = context.getBusinessObject(DeliveryTransaction.class);
        registration = Registry.register(DeliveryTransaction.class, deliveries -> call(bean, deliveries));
    }

    @PreDestroy
    void unregister() {
        registration.close();
    }

    @Override
    public Outcome run(Deliveries deliveries) {
        return observed.run(deliveries);
    }

    /** The container itself may refuse a call, above all while it stops; then nothing has run. */
    private static Outcome call(DeliveryTransaction bean, Deliveries deliveries) {
        try {
            return bean.run(deliveries);
        } catch (RuntimeException e) {
            return new Outcome(false, Optional.of(e));
        }
    }
}
