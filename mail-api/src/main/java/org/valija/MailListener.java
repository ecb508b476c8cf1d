package org.valija;

/**
 * The listener interface of a message-driven bean that receives mail.
 *
 * <p>The bean is called inside a JTA transaction, and the SMTP client's reply is that transaction's outcome: a commit is
 * {@code 250}, a {@link MailRejectedException} its own 5xx reply, and everything else (another exception, a rollback, a
 * time-out) {@code 451}, upon which the client tries again later.
 */
public interface MailListener {

    /**
     * Receives one message. It is called once for a message, with those recipients that this bean's activation
     * configuration selects.
     *
     * @param mail the message; valid only until this method returns
     * @throws MailRejectedException to refuse the message for good, with a reply of the bean's own
     * @throws Exception anything else rolls back and makes the client try again later ({@code 451})
     */
    void onMail(ReceivedMail mail) throws Exception;
}
