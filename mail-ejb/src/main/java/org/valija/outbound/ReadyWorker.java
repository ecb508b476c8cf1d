package org.valija.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.ejb3.annotation.TransactionTimeout;
import org.valija.content.Content;
import org.valija.content.SpoolDirectory;
import org.valija.delivery.Patience;
import org.valija.lane.Crew;
import org.valija.order.OrdersInForce;
import org.valija.order.StandingOrder;
import org.valija.sandbox.SandboxMailbox;

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

    @EJB
    private SandboxMailbox sandbox;

    /** To ask a bean for them costs more than their answer. */
    private Settlement settlement;

    private OrdersInForce orders;
    private Courier courier;
    private Crew crew;

    public ReadyWorker() {}

    /** For a test of what becomes of a message that can't be read. */
    ReadyWorker(SandboxMailbox sandbox) {
        this.sandbox = sandbox;
    }

    @PostConstruct
    void findParts() {
        settlement = parts.settlement();
        orders = parts.orders();
        courier = parts.courier();
        crew = parts.workers();
    }

    @Override
    public void onMessage(Message message) {
        BytesMessage ready = (BytesMessage) message;
        try {
            QueuedMail mail = ReadyMessage.mail(ready);
            if (settlement.isDropped(mail)) {
                return;
            }
            try (Content content = ReadyMessage.content(ready, SpoolDirectory.locate())) {
                if (ready.getJMSRedelivered()) {
                    postpone(mail, content);
                } else if (mail.isHeld(Instant.now())) {
                    settlement.hold(mail, content);
                } else {
                    work(mail, content);
                }
            }
        } catch (UnreadableEnvelopeException e) {
            setAside(ready, e);
        } catch (JMSException | IOException | SQLException e) {
            throw stays(e);
        }
    }

    private void work(QueuedMail mail, Content content) throws SQLException, IOException {
        Optional<StandingOrder> order = mail.order(orders);
        if (order.isPresent() && order.get().kind() == StandingOrder.Kind.PAUSE) {
            settlement.pause(mail, content, order.get());
        } else {
            Attempt attempt = order.flatMap(Attempt.Refused::by)
                    .orElseGet(() -> courier.attempt(mail, content, Patience.SHORT, crew));
            settlement.settle(mail, content, attempt);
        }
    }

    private static EJBException stays(Exception cause) {
        return new EJBException("A message of the ready queue can't be worked on; it stays there", cause);
    }

    /** No later attempt would read it, and in the queue nobody would see it: it goes where the administrator finds it. */
    private void setAside(BytesMessage message, UnreadableEnvelopeException unreadable) {
        try (Content content = ReadyMessage.content(message, SpoolDirectory.locate());
                InputStream source = content.open()) {
            sandbox.keep(unreadable.sender(), unreadable.recipients(), Instant.now(), source);
        } catch (JMSException | IOException e) {
            throw stays(e);
        }
        LOG.log(
                Level.ERROR,
                "A message in the queue can't be delivered and is in the sandbox mailbox now, from <"
                        + unreadable.sender() + "> for " + unreadable.recipients(),
                unreadable);
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
