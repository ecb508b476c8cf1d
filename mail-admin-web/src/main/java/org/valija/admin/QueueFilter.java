package org.valija.admin;

import java.io.Serializable;
import java.util.Optional;
import java.util.Set;
import org.valija.MailId;
import org.valija.order.MailCriteria;
import org.valija.outbound.Selection;
import org.valija.outbound.WaitingMail;
import org.valija.settings.InvalidSettingException;

/** What is typed to find mail in the queue; an empty field does not matter. */
public class QueueFilter implements Serializable {

    private static final long serialVersionUID = 1L;

    private String id;
    private String destination;
    private String sender;
    private String stream;
    private String businessKey;
    private WaitingMail.State state;

    /** @throws InvalidSettingException if a message's id can't be one */
    Selection selection() {
        return new Selection(
                Set.of(), SettingForm.typed(id).map(QueueFilter::mailId), criteria(), Optional.ofNullable(state));
    }

    private MailCriteria criteria() {
        return new MailCriteria(
                SettingForm.typed(destination),
                SettingForm.typed(sender),
                SettingForm.typed(stream),
                SettingForm.typed(businessKey));
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

    void clear() {
        id = null;
        destination = null;
        sender = null;
        stream = null;
        businessKey = null;
        state = null;
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    public String getDestination() {
        return destination;
    }

    public void setDestination(String destination) {
        this.destination = destination;
    }

    public String getSender() {
        return sender;
    }

    public void setSender(String sender) {
        this.sender = sender;
    }

    public String getStream() {
        return stream;
    }

    public void setStream(String stream) {
        this.stream = stream;
    }

    public String getBusinessKey() {
        return businessKey;
    }

    public void setBusinessKey(String businessKey) {
        this.businessKey = businessKey;
    }

    public WaitingMail.State getState() {
        return state;
    }

    public void setState(WaitingMail.State state) {
        this.state = state;
    }
}
