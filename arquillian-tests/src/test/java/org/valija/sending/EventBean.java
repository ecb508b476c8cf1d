package org.valija.sending;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.valija.DeliveryEvent;

/** Keeps the delivery events of messages whose business key begins with {@code events-}. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(
                    propertyName = "destinationLookup",
                    propertyValue = "java:global/jms/valijaEvents"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
            @ActivationConfigProperty(propertyName = "subscriptionDurability", propertyValue = "Durable"),
            @ActivationConfigProperty(propertyName = "subscriptionName", propertyValue = "events"),
            @ActivationConfigProperty(propertyName = "clientId", propertyValue = "valija-tests"),
            @ActivationConfigProperty(
                    propertyName = "messageSelector",
                    propertyValue = "businessKey LIKE 'events-%' AND stream = 'bulk'")
        })
public class EventBean implements MessageListener {

    static final List<DeliveryEvent> EVENTS = new CopyOnWriteArrayList<>();

    @Override
    public void onMessage(Message message) {
        try {
            DeliveryEvent event = DeliveryEvent.of(message);
            for (String property : event.properties().keySet()) {
                if (!event.properties().get(property).equals(message.getStringProperty(property))) {
                    throw new IllegalStateException("The property " + property + " is not the event's");
                }
            }
            EVENTS.add(event);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
