package org.valija.examples.recetas;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.MessageListener;
import org.valija.DeliveryEvent;
import org.valija.DeliveryListener;

/** Notes for each order whether its {@link Confirmation} has arrived. */
@MessageDriven(
        messageListenerInterface = MessageListener.class,
        activationConfig = {
            @ActivationConfigProperty(
                    propertyName = "destinationLookup",
                    propertyValue = "java:global/jms/valijaEvents"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
            @ActivationConfigProperty(propertyName = "subscriptionDurability", propertyValue = "Durable"),
            @ActivationConfigProperty(propertyName = "clientId", propertyValue = "recetas"),
            @ActivationConfigProperty(propertyName = "subscriptionName", propertyValue = "confirmed"),
            @ActivationConfigProperty(propertyName = "messageSelector", propertyValue = "businessKey LIKE 'pedido-%'")
        })
public class Confirmed implements DeliveryListener {

    @Inject
    private Notebook notebook;

    @Override
    public void onDelivery(DeliveryEvent event) {
        String order = event.businessKey().orElseThrow().substring("pedido-".length());
        switch (event.kind()) {
            case DELIVERED -> notebook.add("Confirmed", order + " has arrived");
            case BOUNCED, EXPIRED ->
                notebook.add(
                        "Confirmed",
                        order + " did not arrive: " + event.failureClass().orElseThrow());
            case CANCELLED -> notebook.add("Confirmed", order + " was called off");
            case RETURNED ->
                notebook.add(
                        "Confirmed",
                        order + " came back: " + event.bounceClass().orElseThrow());
            case SUPPRESSED, COMPLAINED -> notebook.add("Confirmed", order + ": do not write there");
            case QUEUED, DEFERRED, ANSWERED, CHALLENGED -> {} // nothing has changed
        }
    }
}
