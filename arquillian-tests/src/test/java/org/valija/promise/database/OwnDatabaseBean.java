package org.valija.promise.database;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailAddress;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** Enters a row into the database that the recipient names; with {@code -fails} in its name, and throws then. */
@MessageDriven(
        activationConfig = @ActivationConfigProperty(propertyName = "recipients", propertyValue = "*@own.example"))
@ResourceAdapter("valija.ear#mail-ra.rar")
public class OwnDatabaseBean implements MailListener {

    @Override
    public void onMail(ReceivedMail mail) throws Exception {
        enter(mail);
    }

    static void enter(ReceivedMail mail) throws Exception {
        MailAddress recipient = mail.envelope().recipients().get(0);
        OwnDatabase.of(recipient).enter(mail.mimeMessage().getSubject());
        if (recipient.localPart().endsWith("-fails")) {
            throw new IllegalStateException("A fault of the bean");
        }
    }
}
