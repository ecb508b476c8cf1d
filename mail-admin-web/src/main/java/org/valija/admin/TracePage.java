package org.valija.admin;

import jakarta.ejb.EJB;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.DeliveryEvent;
import org.valija.MailId;
import org.valija.settings.InvalidSettingException;
import org.valija.trace.MailTrace;
import org.valija.trace.TraceEntry;
import org.valija.trace.TraceQuery;

/** The page that tells where a message is, or what became of it. */
@Named("trace")
@ViewScoped
public class TracePage implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Whoever does not find it among them asks for less. */
    private static final int MAX_SHOWN = 500;

    @EJB
    @SuppressWarnings("serial") // a reference to an EJB is serializable
    private MailTrace trace;

    private String id;
    private String recipient;
    private String sender;
    private String businessKey;
    private Integer hours;
    private transient List<TraceEntry> found;

    public void load() {
        search();
    }

    public void search() {
        try {
            found = trace.find(query(), 0, MAX_SHOWN);
        } catch (InvalidSettingException e) {
            SettingForm.refuse("find", e.field(), e.getMessage());
            found = List.of();
        }
    }

    private TraceQuery query() {
        return new TraceQuery(
                SettingForm.typed(id).map(TracePage::mailId),
                SettingForm.typed(recipient),
                SettingForm.typed(sender),
                SettingForm.typed(businessKey),
                Optional.ofNullable(hours).map(n -> Instant.now().minus(Duration.ofHours(n))),
                Optional.empty());
    }

    private static MailId mailId(String text) {
        try {
            return new MailId(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("id", "An id has 1 to 64 letters, digits and hyphens.");
        }
    }

    public List<TraceEntry> getFound() {
        if (found == null) {
            search();
        }
        return found;
    }

    public boolean isCut() {
        return getFound().size() == MAX_SHOWN;
    }

    public String badge(TraceEntry entry) {
        return switch (entry.kind()) {
            case DELIVERED -> "good";
            case BOUNCED, EXPIRED, RETURNED, COMPLAINED -> "bad";
            case DEFERRED, CHALLENGED -> "warn";
            case QUEUED, CANCELLED, SUPPRESSED, ANSWERED -> "off";
        };
    }

    /** What to do to find it still on its way. */
    public boolean isWaiting(TraceEntry entry) {
        return entry.kind() == DeliveryEvent.Kind.DEFERRED;
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    public String getRecipient() {
        return recipient;
    }

    public void setRecipient(String recipient) {
        this.recipient = recipient;
    }

    public String getSender() {
        return sender;
    }

    public void setSender(String sender) {
        this.sender = sender;
    }

    public String getBusinessKey() {
        return businessKey;
    }

    public void setBusinessKey(String businessKey) {
        this.businessKey = businessKey;
    }

    public Integer getHours() {
        return hours;
    }

    public void setHours(Integer hours) {
        this.hours = hours;
    }
}
