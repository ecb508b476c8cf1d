package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.TextMessage;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.valija.DeliveryEvent;
import org.valija.DeliveryEvent.Kind;
import org.valija.MailAddress;
import org.valija.MailId;

/** A broker that refuses an event does not hold up the mail. */
class EventTopicTest {

    private static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");

    /** What came through, with its properties, and how long it is to be kept. */
    private final List<String> published = new ArrayList<>();

    private String refused = "";
    private long timeToLive;

    private static DeliveryEvent event(String id) {
        return new DeliveryEvent(
                Kind.QUEUED,
                new MailId(id),
                Optional.of("pedido 4711"),
                "bulk",
                Optional.empty(),
                List.of(MailAddress.parse("ana@b.test")),
                NOW,
                NOW,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty());
    }

    private JMSContext context() {
        return proxy(JMSContext.class, (context, method, arguments) -> switch (method.getName()) {
            case "createProducer" -> producer();
            case "createTextMessage" -> message((String) arguments[0]);
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private JMSProducer producer() {
        return proxy(JMSProducer.class, (producer, method, arguments) -> {
            switch (method.getName()) {
                case "setTimeToLive" -> timeToLive = (Long) arguments[0];
                case "send" -> {
                    String text = ((TextMessage) arguments[1]).getText();
                    if (text.contains("\"" + refused + "\"")) {
                        throw new JMSRuntimeException("The topic is full");
                    }
                    published.add(arguments[1].toString());
                }
                default -> {}
            }
            return producer;
        });
    }

    private static TextMessage message(String text) {
        Map<String, String> properties = new HashMap<>();
        return proxy(TextMessage.class, (message, method, arguments) -> switch (method.getName()) {
            case "setStringProperty" -> {
                properties.put((String) arguments[0], (String) arguments[1]);
                yield null;
            }
            case "getText" -> text;
            case "toString" ->
                properties.get("mailId") + " " + properties.get("kind") + " " + properties.get("businessKey");
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void whatIsRefusedIsLeftOut() {
        refused = "dos";
        new EventTopic(context()).publish(List.of(event("uno"), event("dos"), event("tres")), Duration.ofDays(7));

        assertThat(published).containsExactly("uno QUEUED pedido 4711", "tres QUEUED pedido 4711");
        assertThat(timeToLive).isEqualTo(7 * 24 * 3600 * 1000L);
    }
}
