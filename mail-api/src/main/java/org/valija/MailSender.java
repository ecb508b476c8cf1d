package org.valija;

import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Optional;

/**
 * Sends mail in the caller's JTA transaction: the message leaves when that transaction commits, and never when it rolls
 * back. Without a transaction it is queued at once, in one of its own.
 *
 * <p>Get it with {@code @Inject MailSender}. Safe for use by many threads.
 */
public interface MailSender {

    /** Within so many seconds a cancellation is known to all nodes. */
    int CANCELLATION_SECONDS = 5;

    /**
     * Queues a message.
     *
     * @return its id, by which the log and the console name it
     * @throws InvalidMailException if it can't be sent as it is; nothing has been queued, and the caller's transaction
     *     is as it was
     * @throws MailUnavailableException if the queue can't take it now
     */
    MailId send(OutboundMail mail);

    /**
     * Queues a message that Jakarta Mail made, for the recipients in its {@code To}, {@code Cc} and {@code Bcc}; the
     * reverse-path is the address in {@code Sender}, or else the first in {@code From}. {@code Bcc} is taken out, and
     * {@code Message-ID} and {@code Date} are put in where they are missing. Fields whose names begin with {@code X-Valija-}
     * never leave.
     *
     * @throws InvalidMailException as above
     * @throws MailUnavailableException as above
     */
    MailId send(MimeMessage message, SendOptions options);

    /** The same without options. */
    default MailId send(MimeMessage message) {
        return send(message, SendOptions.NONE);
    }

    /**
     * The same with an envelope of its own, for recipients that the header need not name: those of a list, or an archive.
     *
     * @param reversePath where bounces go; empty for a message that must not bounce
     * @param recipients who gets it; nobody else does, whatever the header says
     * @throws InvalidMailException as above
     * @throws MailUnavailableException as above
     */
    MailId send(
            MimeMessage message, Optional<MailAddress> reversePath, List<MailAddress> recipients, SendOptions options);

    /**
     * Gives a message up, without a bounce: once the caller's transaction has committed, no attempt to deliver it begins any
     * more; on other nodes than this one, within {@value #CANCELLATION_SECONDS} seconds. It joins the caller's JTA
     * transaction; if that rolls back, nothing is cancelled. Without a transaction it has one of its own.
     *
     * <p>What an attempt is under way for is not called back, and what has left stays where it is. A message whose own
     * transaction has not committed yet can't be cancelled: roll that back instead. An id that nobody knows, or that has
     * been cancelled before, is no error, and both lists are empty.
     *
     * <p>Nobody asks whose message it is: check an id that comes from outside.
     *
     * @return which recipients it has spared, and which may still get it
     * @throws MailUnavailableException if the database can't be asked now; the caller's transaction can't commit then
     */
    Cancellation cancel(MailId id);

    /**
     * Where a message is, or how it has ended, as far as has been committed. In no transaction: the caller's is left alone.
     *
     * @return empty if nothing of it waits in the deferred store, and the server's trace has nothing of it: it is in the ready
     *     queue and about to be tried, it ended in this second or too long ago, or there is no such message
     * @throws MailUnavailableException if the database can't be asked now
     */
    Optional<MailStatus> status(MailId id);
}
