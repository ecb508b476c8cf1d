package org.valija.benchmarks.sending;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSDestinationDefinition;
import jakarta.jms.Queue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.valija.MailSender;
import org.valija.OutboundMail;
import org.valija.SendOptions;

/** Sends one message in a transaction of its own. */
@Stateless
@JMSDestinationDefinition(
        name = TransactionalSender.BARE_QUEUE,
        interfaceName = "jakarta.jms.Queue",
        destinationName = "bare")
public class TransactionalSender {

    static final String BARE_QUEUE = "java:app/jms/bare";

    private static final String TEXT = "A line of a message that is ten kilobytes long, as many are.\n".repeat(164);

    @Inject
    private MailSender mail;

    @Inject
    private JMSContext jms;

    @Resource(lookup = BARE_QUEUE)
    private Queue queue;

    /** By Valija. */
    public void sendMail() {
        mail.send(mail().build());
    }

    /** By Valija, not to leave for a day. */
    public void sendForTomorrow() {
        mail.send(mail().options(SendOptions.builder()
                        .notBefore(Instant.now().plus(Duration.ofDays(1)))
                        .build())
                .build());
    }

    /** By the broker alone: a durable message of the same size. */
    public void sendBare() {
        BytesMessage message = jms.createBytesMessage();
        try {
            message.writeBytes(TEXT.getBytes(StandardCharsets.UTF_8));
        } catch (jakarta.jms.JMSException e) {
            throw new IllegalStateException(e);
        }
        jms.createProducer().send(queue, message);
    }

    private static OutboundMail.Builder mail() {
        return OutboundMail.from("bench@bench.localhost")
                .to("rcpt@[127.0.0.1]")
                .subject("Speed")
                .text(TEXT);
    }
}
