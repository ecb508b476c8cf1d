package org.valija.sending;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.MailRejectedException;
import org.valija.ReceivedMail;

/** Takes what comes, but for {@code nunca@recibos.local}. */
@MessageDriven(
        activationConfig =
                @ActivationConfigProperty(
                        propertyName = "recipients",
                        propertyValue = "siempre@recibos.local, nunca@recibos.local"))
@ResourceAdapter("valija.ear#mail-ra.rar")
public class TakingBean implements MailListener {

    @Override
    public void onMail(ReceivedMail received) {
        if (received.envelope().recipients().stream()
                .anyMatch(recipient -> recipient.localPart().equals("nunca"))) {
            throw new MailRejectedException(550, "5.7.1", "Never");
        }
    }
}
