package org.valija;

import jakarta.mail.internet.MimeMessage;

/**
 * Sends mail in the caller's JTA transaction: the message leaves when that transaction commits, and never when it rolls
 * back. Without a transaction it is queued at once, in one of its own.
 *
 * <p>Get it with {@code @Inject MailSender}. Safe for use by many threads.
 */
public interface MailSender {

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
     * {@code Message-ID} and {@code Date} are put in where they are missing.
     *
     * @throws InvalidMailException as above
     * @throws MailUnavailableException as above
     */
    MailId send(MimeMessage message);
}
