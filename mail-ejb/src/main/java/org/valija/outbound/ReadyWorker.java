package org.valija.outbound;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jboss.ejb3.annotation.TransactionTimeout;
import org.valija.content.Content;
import org.valija.content.SpoolDirectory;
import org.valija.delivery.Patience;

/**
 * Takes from the ready queue and makes the first attempt. What it receives, and what comes of it, is one JTA transaction:
 * where that fails, the message is in the queue again, and nothing else has happened on our side.
 *
 * <p>META-INF/jboss-ejb3.xml and META-INF/glassfish-ejb-jar.xml say which queue that is and how many workers there are,
 * since the two servers name both differently; the latter repeats the transaction's time limit for Payara.
 */
@MessageDriven(
        name = "ReadyWorker",
        activationConfig =
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"))
// Seconds; longer than Patience.SHORT has it, with name servers and a slow database before and after.
@TransactionTimeout(300)
public class ReadyWorker implements MessageListener {

    private static final Logger LOG = System.getLogger(ReadyWorker.class.getName());

    /** What went wrong when it was worked on (no database, a crash) will not be mended in no time. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    @EJB
    private OutboundParts parts;

    @EJB
    private ReadyQueue queue;

    @Override
    public void onMessage(Message message) {
        try {
            BytesMessage ready = (BytesMessage) message;
            QueuedMail mail = ReadyMessage.mail(ready);
            try (Content content = ReadyMessage.content(ready, SpoolDirectory.locate())) {
                if (ready.getJMSRedelivered()) {
                    postpone(mail, content);
                } else if (mail.isHeld(Instant.now())) {
                    parts.settlement().hold(mail, content);
                } else {
                    Attempt attempt = parts.courier().attempt(mail, content, Patience.SHORT);
                    parts.settlement().settle(mail, content, attempt);
                }
            }
        } catch (JMSException | IOException | SQLException e) {
            throw new EJBException("A message of the ready queue can't be worked on; it stays there", e);
        }
    }

    /**
     * Brokers redeliver at once, a few times, and then give a message up. Instead it goes to the end of the queue, with a
     * pause and a count that starts anew.
     */
    private void postpone(QueuedMail mail, Content content) throws IOException {
        LOG.log(Level.WARNING, "{0} was not finished the last time, next attempt in {1} s", mail, PAUSE.toSeconds());
        queue.putLater(mail, content, PAUSE);
    }
}
