package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import org.primefaces.model.LazyDataModel;
import org.valija.MailAddress;
import org.valija.outbound.OutboundQueue;
import org.valija.outbound.WaitingMail;

/** The page with what waits in the outbound queue. */
@Named("queue")
@ViewScoped
public class QueuePage implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int MAX_RECIPIENTS_SHOWN = 3;

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private OutboundQueue queue;

    @Inject
    private ChangeLog changes;

    private transient LazyDataModel<WaitingMail> waiting;

    public LazyDataModel<WaitingMail> getWaiting() {
        if (waiting == null) {
            waiting = new PagedRows<>(queue::waitingCount, queue::waiting, WaitingMail::key);
        }
        return waiting;
    }

    /** The recipients that a row of the table has room for. */
    public List<MailAddress> firstRecipients(WaitingMail mail) {
        return mail.recipients().stream().limit(MAX_RECIPIENTS_SHOWN).toList();
    }

    public void refresh() {
        waiting = null;
    }

    public void retry(WaitingMail mail) {
        if (queue.retry(mail.key())) {
            changes.done("Mail " + mail.id() + " to " + mail.destination() + " is tried again now.");
        } else {
            changes.refused("That mail does not wait any more.");
        }
        refresh();
    }

    public void cancel(WaitingMail mail) {
        if (queue.cancel(mail.key())) {
            changes.done("Mail " + mail.id() + " to " + mail.destination() + " was cancelled.");
        } else {
            changes.refused("That mail does not wait any more, or is being delivered at this moment.");
        }
        refresh();
    }
}
