package org.valija.access;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** Receives small mail on the relay port only. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "recipients", propertyValue = "small@acceso.example"),
            @ActivationConfigProperty(propertyName = "listeners", propertyValue = "relay"),
            @ActivationConfigProperty(propertyName = "maxMessageSize", propertyValue = "2K")
        })
@ResourceAdapter("valija.ear#mail-ra.rar")
public class SmallMailBean implements MailListener {

    @Override
    public void onMail(ReceivedMail mail) {
        // Taking it is all.
    }
}
