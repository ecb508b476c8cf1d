package org.valija.outbound;

import jakarta.annotation.Resource;
import jakarta.ejb.LocalBean;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSDestinationDefinition;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.valija.DeliveryEvent;

/** The topic of delivery events. Each call joins the caller's JTA transaction. */
@Stateless
@LocalBean
@JMSDestinationDefinition(
        name = EventTopic.NAME,
        interfaceName = "jakarta.jms.Topic",
        destinationName = DeliveryEvent.TOPIC)
public class EventTopic {

    static final String NAME = "java:global/jms/valijaEvents";

    private static final Logger LOG = System.getLogger(EventTopic.class.getName());

    @Inject
    private JMSContext context;

    @Resource(lookup = NAME)
    private Topic topic;

    public EventTopic() {}

    /** For a test of what the broker refuses. */
    EventTopic(JMSContext context) {
        this.context = context;
    }

    /**
     * Publishes events. One that the broker refuses is logged and left out: whoever has a subscription and does not come for his
     * events may fill the topic, and must not stop the mail by that, nor have what was delivered delivered again.
     *
     * @param expiry after which the broker may forget them
     */
    public void publish(List<DeliveryEvent> events, Duration expiry) {
        for (DeliveryEvent event : events) {
            try {
                JMSProducer producer = context.createProducer()
                        .setDeliveryMode(DeliveryMode.PERSISTENT)
                        .setTimeToLive(expiry.toMillis());
                producer.send(topic, message(event));
            } catch (JMSException | JMSRuntimeException e) {
                LOG.log(
                        Level.ERROR,
                        event.mail() + ": the topic has refused the event " + event.kind() + " for "
                                + event.recipients(),
                        e);
            }
        }
    }

    private TextMessage message(DeliveryEvent event) throws JMSException {
        TextMessage message = context.createTextMessage(event.toJson());
        for (Map.Entry<String, String> property : event.properties().entrySet()) {
            message.setStringProperty(property.getKey(), property.getValue());
        }
        return message;
    }
}
