package org.valija.admin;

import java.io.Serializable;
import org.valija.suppression.NewSuppression;

/** The dialog with a new suppression. */
public class SuppressionForm implements Serializable {

    private static final long serialVersionUID = 1L;

    private String address;
    private String stream;
    private String expires;
    private String detail;

    NewSuppression entry() {
        return new NewSuppression(
                SettingForm.typed(address).orElse(""),
                SettingForm.typed(stream).orElse(""),
                "",
                SettingForm.typed(expires).orElse(""),
                SettingForm.typed(detail).orElse(""));
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }

    public String getStream() {
        return stream;
    }

    public void setStream(String stream) {
        this.stream = stream;
    }

    public String getExpires() {
        return expires;
    }

    public void setExpires(String expires) {
        this.expires = expires;
    }

    public String getDetail() {
        return detail;
    }

    public void setDetail(String detail) {
        this.detail = detail;
    }
}
