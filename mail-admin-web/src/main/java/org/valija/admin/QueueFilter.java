package org.valija.admin;

import java.util.Optional;
import java.util.Set;
import org.valija.MailId;
import org.valija.outbound.Selection;
import org.valija.outbound.WaitingMail;
import org.valija.settings.InvalidSettingException;

/** What is typed to find mail in the queue; an empty field does not matter. */
public class QueueFilter extends MailCriteriaForm {

    private static final long serialVersionUID = 1L;

    private String id;
    private WaitingMail.State state;

    /** @throws InvalidSettingException if a message's id can't be one */
    Selection selection() {
        return new Selection(
                Set.of(), SettingForm.typed(id).map(QueueFilter::mailId), criteria(), Optional.ofNullable(state));
    }

    private static MailId mailId(String text) {
        try {
            return new MailId(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("id", "An id has 1 to 64 letters, digits and hyphens.");
        }
    }

    public boolean isUnfiltered() {
        return id == null && criteria().isAll() && state == null;
    }

    @Override
    void clear() {
        super.clear();
        id = null;
        state = null;
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    public WaitingMail.State getState() {
        return state;
    }

    public void setState(WaitingMail.State state) {
        this.state = state;
    }
}
