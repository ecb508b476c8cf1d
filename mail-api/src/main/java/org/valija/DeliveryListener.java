package org.valija;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/**
 * A message-driven bean that is told what has become of sent messages. It is one of the topic {@value DeliveryEvent#TOPIC}, and its
 * activation configuration is that of such a bean, with a durable subscription and a selector over {@link
 * DeliveryEvent#properties()}:
 *
 * <pre>{@code
 * @MessageDriven(
 *     messageListenerInterface = MessageListener.class,
 *     activationConfig = {
 *         @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = "java:global/jms/valijaEvents"),
 *         ...
 *     })
 * public class Confirmed implements DeliveryListener { ... }
 * }</pre>
 *
 * <p>{@code messageListenerInterface} must be there: it says by which way the events come.
 */
public interface DeliveryListener extends MessageListener {

    /**
     * Called for each event, in a JTA transaction of its own. If that rolls back, or this throws, the event comes again, as often as
     * the broker is set to; the events of other listeners are not concerned.
     */
    void onDelivery(DeliveryEvent event);

    /** Reads the event. Not to be overridden. */
    @Override
    default void onMessage(Message message) {
        DeliveryEvent event;
        try {
            event = DeliveryEvent.of(message);
        } catch (JMSException e) {
            throw new IllegalStateException("The broker can't give the text of a delivery event", e);
        }
        onDelivery(event);
    }
}
