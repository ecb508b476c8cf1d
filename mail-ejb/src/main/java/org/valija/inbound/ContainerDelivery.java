package org.valija.inbound;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.valija.spi.DeliveryTransaction;

/**
 * Deliveries by calls of a bean. The container may refuse a call, above all while it stops; then nothing has run. Payara's
 * may also carry it out and throw afterwards ("container is in STOPPED"): a commit that was observed stays one, otherwise the
 * client would send again what has happened.
 */
final class ContainerDelivery implements DeliveryTransaction {

    private final ObservedDelivery bean;

    ContainerDelivery(ObservedDelivery bean) {
        this.bean = bean;
    }

    @Override
    public Outcome run(Deliveries deliveries) {
        AtomicReference<Outcome> observed = new AtomicReference<>();
        try {
            bean.run(deliveries, observed::set);
        } catch (RuntimeException e) {
            observed.compareAndSet(null, new Outcome(false, Optional.of(e)));
        }
        return observed.get();
    }
}
