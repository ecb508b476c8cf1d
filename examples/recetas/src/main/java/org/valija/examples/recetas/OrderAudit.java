package org.valija.examples.recetas;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.Client;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** Writes down who sent each order; {@link Orders} gets the same mail, in the same transaction. */
@MessageDriven(
        activationConfig =
                @ActivationConfigProperty(propertyName = "recipients", propertyValue = "pedidos@ejemplo.com"))
@ResourceAdapter("valija.ear#mail-ra.rar")
public class OrderAudit implements MailListener {

    @Inject
    private Notebook notebook;

    @Override
    public void onMail(ReceivedMail received) {
        Client client = received.client();
        String sender = received.envelope().reversePath().map(Object::toString).orElse("<>");
        String channel = client.tls().isPresent() ? "by TLS" : "in clear";
        String address = client.address().getAddress().getHostAddress();
        notebook.add("OrderAudit", sender + " from " + address + " on " + client.listener() + ", " + channel);
    }
}
