package org.valija.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.LocalBean;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSDestinationDefinition;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.valija.content.ContentSource;

/** The ready queue: what is to be delivered as soon as a worker is free. Each call joins the caller's JTA transaction. */
@Stateless
@LocalBean
@JMSDestinationDefinition(name = ReadyQueue.NAME, interfaceName = "jakarta.jms.Queue", destinationName = "valija.ready")
public class ReadyQueue {

    static final String NAME = "java:app/jms/valijaReady";

    /**
     * The transaction's, so that messages that share one share a producer: to make one costs the broker as much as a message.
     * On WildFly each instance of this bean has its own for the transaction, so they share a few.
     */
    @Inject
    private JMSContext context;

    @Resource(lookup = NAME)
    private Queue queue;

    @Resource
    private SessionContext session;

    @EJB
    private EventTopic topic;

    private DeliveryEvents events;

    @PostConstruct
    void readSettings() {
        events = new DeliveryEvents(topic, EventSettings.read(), Clock.systemUTC());
    }

    /**
     * Puts messages with the same content into the queue, or none of them, and publishes that they are there.
     *
     * @throws IOException if the content can't be read; the transaction is marked for rollback then
     */
    public void put(List<QueuedMail> mails, ContentSource content) throws IOException {
        send(mails, content, Duration.ZERO);
        events.queued(mails);
    }

    /** Puts a message into the queue, to be worked on not before that time has gone by. */
    public void putLater(QueuedMail mail, ContentSource content, Duration delay) throws IOException {
        send(List.of(mail), content, delay);
    }

    private void send(List<QueuedMail> mails, ContentSource content, Duration delay) throws IOException {
        try {
            for (QueuedMail mail : mails) {
                try (InputStream body = content.open()) {
                    context.createProducer()
                            .setDeliveryMode(DeliveryMode.PERSISTENT)
                            .setPriority(ReadyMessage.priority(mail.options()))
                            .setDeliveryDelay(delay.toMillis())
                            .send(queue, ReadyMessage.create(context, mail, content.size(), body));
                }
            }
        } catch (IOException e) {
            session.setRollbackOnly(); // some of them may be in the queue
            throw e;
        } catch (JMSException e) {
            session.setRollbackOnly();
            throw new IOException("The ready queue can't take " + mails, e);
        }
    }
}
