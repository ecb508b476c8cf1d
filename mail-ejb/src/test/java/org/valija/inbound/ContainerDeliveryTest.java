package org.valija.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.EJBException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.valija.spi.DeliveryTransaction.Outcome;

/** What a container makes of a call, and what is told about the delivery. */
class ContainerDeliveryTest {

    private static final Outcome COMMITTED = new Outcome(true, Optional.empty());

    @Test
    void tellsTheOutcome() {
        assertThat(new ContainerDelivery((deliveries, observer) -> observer.accept(COMMITTED)).run(() -> {}))
                .isEqualTo(COMMITTED);
    }

    @Test
    void nothingHasCommittedIfTheContainerRefusesTheCall() {
        EJBException refused = new EJBException("Attempt to invoke when container is in STOPPED");
        ContainerDelivery delivery = new ContainerDelivery((deliveries, observer) -> {
            throw refused;
        });

        assertThat(delivery.run(() -> {})).isEqualTo(new Outcome(false, Optional.of(refused)));
    }

    /** Seen on Payara while an application is undeployed: a 451 here would bring the message a second time. */
    @Test
    void whatHasCommittedStaysSoIfTheContainerThrowsAfterwards() {
        ContainerDelivery delivery = new ContainerDelivery((deliveries, observer) -> {
            observer.accept(COMMITTED);
            throw new EJBException("Attempt to invoke when container is in STOPPED");
        });

        assertThat(delivery.run(() -> {})).isEqualTo(COMMITTED);
    }
}
