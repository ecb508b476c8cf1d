package org.valija.sending;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.jms.MessageListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.valija.DeliveryEvent;
import org.valija.DeliveryListener;

/**
 * Keeps the deliveries of messages whose business key begins with {@code again-}, and lets the first transaction of each come to
 * nothing: by an exception, or without one if its key begins with {@code again-quietly-}.
 */
@MessageDriven(
        messageListenerInterface = MessageListener.class,
        activationConfig = {
            @ActivationConfigProperty(
                    propertyName = "destinationLookup",
                    propertyValue = "java:global/jms/valijaEvents"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
            @ActivationConfigProperty(propertyName = "subscriptionDurability", propertyValue = "Durable"),
            @ActivationConfigProperty(propertyName = "subscriptionName", propertyValue = "again"),
            @ActivationConfigProperty(propertyName = "clientId", propertyValue = "valija-tests-again"),
            @ActivationConfigProperty(
                    propertyName = "messageSelector",
                    propertyValue = "businessKey LIKE 'again-%' AND kind = 'DELIVERED'")
        })
public class AgainBean implements DeliveryListener {

    static final List<DeliveryEvent> EVENTS = new CopyOnWriteArrayList<>();

    @Resource
    private MessageDrivenContext context;

    @Override
    public void onDelivery(DeliveryEvent event) {
        boolean first = !EVENTS.contains(event);
        EVENTS.add(event);
        if (first && event.businessKey().orElseThrow().startsWith("again-quietly-")) {
            context.setRollbackOnly();
        } else if (first) {
            throw new IllegalStateException("Not yet");
        }
    }
}
