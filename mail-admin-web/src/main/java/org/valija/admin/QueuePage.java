package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.primefaces.model.LazyDataModel;
import org.valija.MailAddress;
import org.valija.outbound.ActionResult;
import org.valija.outbound.DestinationSummary;
import org.valija.outbound.OutboundQueue;
import org.valija.outbound.QueueAction;
import org.valija.outbound.Selection;
import org.valija.outbound.WaitingMail;
import org.valija.settings.InvalidSettingException;

/** The page with what waits in the outbound queue, and what can be done with it. */
@Named("queue")
@ViewScoped
public class QueuePage implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int MAX_RECIPIENTS_SHOWN = 3;

    /** The others have least. */
    private static final int MAX_DESTINATIONS_SHOWN = 500;

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private OutboundQueue queue;

    @Inject
    private ChangeLog changes;

    private final QueueFilter filter = new QueueFilter();
    private transient LazyDataModel<WaitingMail> waiting;
    private transient List<DestinationSummary> destinations;
    private transient List<WaitingMail> ticked = List.of();
    private QueueActionForm form = QueueActionForm.none();

    public QueueFilter getFilter() {
        return filter;
    }

    /** Refuses a filter that came with the address and can't be one. */
    public void load() {
        try {
            queue.count(filter.selection());
        } catch (InvalidSettingException e) {
            changes.refused(e.getMessage());
            filter.clear();
        }
    }

    public LazyDataModel<WaitingMail> getWaiting() {
        if (waiting == null) {
            Selection selection = filter.selection();
            waiting = new PagedRows<>(
                    () -> queue.count(selection),
                    (offset, limit) -> queue.waiting(selection, offset, limit),
                    WaitingMail::key);
        }
        return waiting;
    }

    public List<DestinationSummary> getDestinations() {
        if (destinations == null) {
            destinations = queue.destinations(MAX_DESTINATIONS_SHOWN);
        }
        return destinations;
    }

    public List<WaitingMail> getTicked() {
        return ticked;
    }

    public void setTicked(List<WaitingMail> ticked) {
        this.ticked = ticked == null ? List.of() : ticked;
    }

    public QueueActionForm getForm() {
        return form;
    }

    public QueueActionForm.Kind[] getActions() {
        return QueueActionForm.Kind.values();
    }

    public WaitingMail.State[] getStates() {
        return WaitingMail.State.values();
    }

    public List<String> getStreams() {
        return queue.streams();
    }

    /** The recipients that a row of the table has room for. */
    public List<MailAddress> firstRecipients(WaitingMail mail) {
        return mail.recipients().stream().limit(MAX_RECIPIENTS_SHOWN).toList();
    }

    public void refresh() {
        waiting = null;
        destinations = null;
        ticked = List.of();
    }

    public void search() {
        refresh();
        try {
            queue.count(filter.selection());
        } catch (InvalidSettingException e) {
            SettingForm.refuse("filter", e.field(), e.getMessage());
            filter.clear();
        }
    }

    public void showAll() {
        filter.clear();
        SettingForm.reset("filter");
        refresh();
    }

    /** Asks before it is done: with the rows that are ticked, or with all that the filter shows. */
    public void prepare(QueueActionForm.Kind kind) {
        SettingForm.reset("act");
        List<String> keys = ticked.stream().map(WaitingMail::key).toList();
        form = new QueueActionForm(kind, keys, keys.isEmpty() ? queue.count(filter.selection()) : keys.size());
    }

    public void act() {
        SettingForm.save("act", () -> {
            ActionResult result = apply(form.action(), form.selection(filter));
            changes.done(form.getKind().getLabel() + ": " + sentence(result));
        });
        refresh();
    }

    private static String sentence(ActionResult result) {
        StringBuilder sentence =
                new StringBuilder(result.done() == 1 ? "1 row." : String.format("%,d rows.", result.done()));
        if (result.beingTried() > 0) {
            sentence.append(" For ")
                    .append(result.beingTried())
                    .append(" more an attempt is under way at this moment.");
        }
        if (result.unchanged() > 0) {
            sentence.append(" With ").append(result.unchanged()).append(" there was nothing to do.");
        }
        return sentence.toString();
    }

    public void retry(WaitingMail mail) {
        ActionResult result = apply(new QueueAction.Retry(), row(mail));
        if (result.done() == 1) {
            changes.done("Mail " + mail.id() + " to " + mail.destination() + " is tried again now.");
        } else {
            changes.refused("That mail does not wait for an attempt any more.");
        }
        refresh();
    }

    public void cancel(WaitingMail mail) {
        ActionResult result = apply(new QueueAction.Cancel(), row(mail));
        if (result.done() == 1) {
            changes.done("Mail " + mail.id() + " to " + mail.destination() + " was cancelled.");
        } else if (result.beingTried() == 1) {
            changes.doneBut(
                    "Mail " + mail.id() + " to " + mail.destination() + " was cancelled.",
                    "An attempt is under way at this moment; there is no other one.");
        } else {
            changes.refused("That mail does not wait any more.");
        }
        refresh();
    }

    private ActionResult apply(QueueAction action, Selection selection) {
        return queue.apply(
                action,
                selection,
                FacesContext.getCurrentInstance().getExternalContext().getRemoteUser());
    }

    private static Selection row(WaitingMail mail) {
        return Selection.ofRows(Set.of(mail.key()));
    }
}
