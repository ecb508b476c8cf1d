package org.valija.admin;

import java.io.Serializable;
import org.valija.limit.SendingLimit;
import org.valija.shaping.ShapingText;

/** The dialog with a sending limit. An empty condition always holds. */
public class LimitForm implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long id;
    private String sender;
    private String user;
    private String domain;
    private String stream;
    private String rate;
    private boolean each;

    private LimitForm(long id) {
        this.id = id;
    }

    static LimitForm create() {
        LimitForm form = new LimitForm(0);
        form.sender = "*";
        form.each = true;
        return form;
    }

    static LimitForm of(SendingLimit limit) {
        LimitForm form = new LimitForm(limit.id());
        form.sender = limit.sender().orElse(null);
        form.user = limit.user().orElse(null);
        form.domain = limit.domain().orElse(null);
        form.stream = limit.stream().orElse(null);
        form.rate = limit.rate().toString();
        form.each = limit.each();
        return form;
    }

    /** @throws org.valija.settings.InvalidSettingException if the rate can't be read */
    SendingLimit limit() {
        return new SendingLimit(
                id,
                SettingForm.typed(sender),
                SettingForm.typed(user),
                SettingForm.typed(domain),
                SettingForm.typed(stream),
                ShapingText.rate("rate", SettingForm.typed(rate).orElse("")),
                each);
    }

    public boolean isExisting() {
        return id != 0;
    }

    public String getSender() {
        return sender;
    }

    public void setSender(String sender) {
        this.sender = sender;
    }

    public String getUser() {
        return user;
    }

    public void setUser(String user) {
        this.user = user;
    }

    public String getDomain() {
        return domain;
    }

    public void setDomain(String domain) {
        this.domain = domain;
    }

    public String getStream() {
        return stream;
    }

    public void setStream(String stream) {
        this.stream = stream;
    }

    public String getRate() {
        return rate;
    }

    public void setRate(String rate) {
        this.rate = rate;
    }

    public boolean isEach() {
        return each;
    }

    public void setEach(boolean each) {
        this.each = each;
    }
}
