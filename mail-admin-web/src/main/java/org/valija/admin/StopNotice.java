package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import org.valija.order.StandingOrder;
import org.valija.outbound.OutboundQueue;

/** What every page says while all mail is kept back. */
@Named("stop")
@RequestScoped
public class StopNotice {

    @EJB
    private OutboundQueue queue;

    /** The order that keeps back everything; null if there is none. */
    public StandingOrder getOrder() {
        return queue.orders().stream()
                .filter(StandingOrder::isStopForAll)
                .findFirst()
                .orElse(null);
    }
}
