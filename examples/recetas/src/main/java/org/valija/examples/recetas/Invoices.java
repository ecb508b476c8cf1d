package org.valija.examples.recetas;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.MailRejectedException;
import org.valija.ReceivedMail;

/** Walks through the attachments, however large, and refuses mail without one. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "recipients", propertyValue = "facturas@ejemplo.com"),
            @ActivationConfigProperty(propertyName = "maxMessageSize", propertyValue = "10M")
        })
@ResourceAdapter("valija.ear#mail-ra.rar")
public class Invoices implements MailListener {

    @Inject
    private Notebook notebook;

    @Override
    public void onMail(ReceivedMail received) throws IOException {
        List<String> files = new ArrayList<>();
        received.parse((part, body) -> {
            if (part.attachment()) {
                long octets = body.transferTo(OutputStream.nullOutputStream());
                files.add(part.fileName() + " (" + part.mediaType() + ", " + octets + " octets)");
            }
        });
        if (files.isEmpty()) {
            throw new MailRejectedException(554, "5.6.0", "Send the invoice as an attachment");
        }
        notebook.add("Invoices", String.join("; ", files));
    }
}
