package org.valija.promise.database;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** The same, but it wants no message twice: the receipt is in the server's default database. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "recipients", propertyValue = "*@own-once.example"),
            @ActivationConfigProperty(propertyName = "exactlyOnce", propertyValue = "true")
        })
@ResourceAdapter("valija.ear#mail-ra.rar")
public class OwnDatabaseOnceBean implements MailListener {

    @Override
    public void onMail(ReceivedMail mail) throws Exception {
        OwnDatabaseBean.enter(mail);
    }
}
