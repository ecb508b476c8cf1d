package org.valija.promise.bean;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.ReceivedMail;
import org.valija.RecipientDecision;
import org.valija.RecipientListener;
import org.valija.RecipientRequest;

/** A bean that wants no message twice, and is asked about its recipients. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "recipients", propertyValue = "*@once-asked.example"),
            @ActivationConfigProperty(propertyName = "exactlyOnce", propertyValue = "true")
        })
@ResourceAdapter("valija.ear#mail-ra.rar")
public class OnceAskedBean implements RecipientListener {

    @Inject
    private Ledger ledger;

    @Override
    public RecipientDecision onRecipient(RecipientRequest request) {
        return RecipientDecision.accept();
    }

    @Override
    public void onMail(ReceivedMail mail) throws Exception {
        ledger.enter(mail);
    }
}
