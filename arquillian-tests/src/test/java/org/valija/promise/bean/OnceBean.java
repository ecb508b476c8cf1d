package org.valija.promise.bean;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** A bean that wants no message twice. It does its work and then waits at the {@link Gate}. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "recipients", propertyValue = "*@once.example"),
            @ActivationConfigProperty(propertyName = "exactlyOnce", propertyValue = "true")
        })
@ResourceAdapter("valija.ear#mail-ra.rar")
public class OnceBean implements MailListener {

    private static final long PATIENCE_SECONDS = 25;

    @Inject
    private Ledger ledger;

    @Inject
    private Gate gate;

    @Override
    public void onMail(ReceivedMail mail) throws Exception {
        ledger.enter(mail);
        if (!gate.pass(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Nobody opened the gate");
        }
    }
}
