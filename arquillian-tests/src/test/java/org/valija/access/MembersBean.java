package org.valija.access;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** Receives from users only. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "recipients", propertyValue = "members@acceso.example"),
            @ActivationConfigProperty(propertyName = "authenticatedOnly", propertyValue = "true")
        })
@ResourceAdapter("valija.ear#mail-ra.rar")
public class MembersBean implements MailListener {

    @Override
    public void onMail(ReceivedMail mail) {
        // Taking it is all.
    }
}
