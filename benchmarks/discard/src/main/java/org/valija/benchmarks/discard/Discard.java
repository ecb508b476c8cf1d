package org.valija.benchmarks.discard;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** Does nothing with the mail that it gets, in the JTA transaction that every bean has. */
@MessageDriven(
        activationConfig = @ActivationConfigProperty(propertyName = "recipients", propertyValue = "*@bench.localhost"))
@ResourceAdapter("valija.ear#mail-ra.rar")
public class Discard implements MailListener {

    @Override
    public void onMail(ReceivedMail received) {
        // That it gets here is what is measured.
    }
}
