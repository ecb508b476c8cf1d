package org.valija.admin;

import java.io.Serializable;
import org.valija.shaping.ShapingText;
import org.valija.source.SourceAddress;

/** The dialog with a source address. */
public class SourceForm implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long id;
    private String stream;
    private String address;
    private String hostname;
    private String weight = "1";
    private String dailyLimit;

    private SourceForm(long id, String stream) {
        this.id = id;
        this.stream = stream;
    }

    static SourceForm create(String stream) {
        return new SourceForm(0, stream);
    }

    static SourceForm of(SourceAddress source) {
        SourceForm form = new SourceForm(source.id(), source.stream());
        form.address = source.address();
        form.hostname = source.hostname();
        form.weight = Integer.toString(source.weight());
        form.dailyLimit = source.dailyLimit().map(Object::toString).orElse(null);
        return form;
    }

    /** @throws org.valija.settings.InvalidSettingException if a number can't be read */
    SourceAddress source() {
        return new SourceAddress(
                id,
                stream,
                SettingForm.typed(address).orElse(""),
                SettingForm.typed(hostname).orElse(""),
                ShapingText.number("weight", SettingForm.typed(weight)).orElse(1),
                ShapingText.number("dailyLimit", SettingForm.typed(dailyLimit)));
    }

    public boolean isExisting() {
        return id != 0;
    }

    public String getStream() {
        return stream;
    }

    public void setStream(String stream) {
        this.stream = stream;
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }

    public String getHostname() {
        return hostname;
    }

    public void setHostname(String hostname) {
        this.hostname = hostname;
    }

    public String getWeight() {
        return weight;
    }

    public void setWeight(String weight) {
        this.weight = weight;
    }

    public String getDailyLimit() {
        return dailyLimit;
    }

    public void setDailyLimit(String dailyLimit) {
        this.dailyLimit = dailyLimit;
    }
}
