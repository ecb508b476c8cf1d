package org.valija.admin;

import java.io.Serializable;
import org.valija.order.MailCriteria;

/** The fields that say which mail is meant; an empty one does not matter. */
public abstract class MailCriteriaForm implements Serializable {

    private static final long serialVersionUID = 1L;

    private String destination;
    private String sender;
    private String stream;
    private String businessKey;

    final MailCriteria criteria() {
        return new MailCriteria(
                SettingForm.typed(destination),
                SettingForm.typed(sender),
                SettingForm.typed(stream),
                SettingForm.typed(businessKey));
    }

    void clear() {
        destination = null;
        sender = null;
        stream = null;
        businessKey = null;
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
}
