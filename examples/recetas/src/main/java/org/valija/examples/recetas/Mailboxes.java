package org.valija.examples.recetas;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import java.util.Locale;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailAddress;
import org.valija.ReceivedMail;
import org.valija.RecipientDecision;
import org.valija.RecipientListener;
import org.valija.RecipientRequest;
import org.valija.Reply;

/** Knows at RCPT who has a mailbox. */
@MessageDriven(
        activationConfig =
                @ActivationConfigProperty(propertyName = "recipients", propertyValue = "*@buzones.ejemplo.com"))
@ResourceAdapter("valija.ear#mail-ra.rar")
public class Mailboxes implements RecipientListener {

    @Inject
    private Notebook notebook;

    @Override
    public RecipientDecision onRecipient(RecipientRequest request) {
        return switch (request.recipient().localPart().toLowerCase(Locale.ROOT)) {
            case "ana", "luis" -> RecipientDecision.accept();
            case "ventas" -> RecipientDecision.redirect(MailAddress.parse("pedidos@ejemplo.com"));
            case "eva" -> RecipientDecision.refuse(Reply.of(452, "4.2.2", "The mailbox is full, try later"));
            default -> RecipientDecision.refuse(Reply.of(550, "5.1.1", "Nobody has this mailbox"));
        };
    }

    @Override
    public void onMail(ReceivedMail received) {
        notebook.add("Mailboxes", "for " + received.envelope().recipients());
    }
}
