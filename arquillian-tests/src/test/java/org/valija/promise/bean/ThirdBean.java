package org.valija.promise.bean;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** The last bean of a message for three: it does its work and returns. */
@MessageDriven(
        activationConfig = @ActivationConfigProperty(propertyName = "recipients", propertyValue = "*@third.example"))
@ResourceAdapter("valija.ear#mail-ra.rar")
public class ThirdBean implements MailListener {

    @Inject
    private Ledger ledger;

    @Override
    public void onMail(ReceivedMail mail) throws Exception {
        ledger.enter(mail);
    }
}
