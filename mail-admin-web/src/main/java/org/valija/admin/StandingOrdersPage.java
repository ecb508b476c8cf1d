package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import org.valija.order.StandingOrder;
import org.valija.outbound.OutboundQueue;

/** The part of the queue's page with the standing orders. */
@Named("orders")
@ViewScoped
public class StandingOrdersPage implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String FORM = "order";

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private OutboundQueue queue;

    @Inject
    private ChangeLog changes;

    @Inject
    private QueuePage page;

    private StandingOrderForm form = StandingOrderForm.create(null);

    public List<StandingOrder> getList() {
        return queue.orders();
    }

    public StandingOrderForm getForm() {
        return form;
    }

    public StandingOrder.Kind[] getKinds() {
        return StandingOrder.Kind.values();
    }

    public String sentence(StandingOrder order) {
        return StandingOrderSentence.of(order);
    }

    /** @param destination whose mail is meant; null for whatever is typed */
    public void create(String destination) {
        SettingForm.reset(FORM);
        form = StandingOrderForm.create(destination);
    }

    /** Asks before everything is kept back. */
    public void createStop() {
        SettingForm.reset(FORM);
        form = StandingOrderForm.stop();
    }

    public void save() {
        SettingForm.save(FORM, () -> {
            StandingOrder kept = queue.order(form.order(
                    FacesContext.getCurrentInstance().getExternalContext().getRemoteUser()));
            changes.done("Standing order added: " + StandingOrderSentence.of(kept) + ".");
        });
        page.refresh();
    }

    public void lift(long id) {
        queue.lift(id)
                .ifPresentOrElse(
                        order -> changes.done("Standing order lifted: " + StandingOrderSentence.of(order) + "."),
                        () -> changes.refused("That order does not stand any more."));
        page.refresh();
    }
}
