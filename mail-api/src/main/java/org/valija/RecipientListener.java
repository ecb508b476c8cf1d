package org.valija;

/**
 * The listener interface of a message-driven bean that receives mail and has a say about each recipient before: it is asked
 * at RCPT, when the client can still be told about this one recipient.
 *
 * <p>The question comes outside of any delivery: in no transaction but the one that the container begins for the call, which
 * is over when the client hears the answer. It says nothing about whether the message will come. The bean runs as nobody; who
 * has logged in stands in the request. Several clients ask at the same time, each on an instance of its own.
 */
public interface RecipientListener extends MailListener {

    /**
     * Decides about a recipient that this bean's activation configuration selects and that the administrator's rules let
     * through.
     *
     * @return accept, refuse or redirect; null is a fault
     * @throws MailRejectedException to refuse the recipient for good, with a reply of the bean's own
     * @throws Exception anything else makes the client try again later ({@code 451}), as does no answer in time ({@code
     *     valija.timeout.recipient})
     */
    RecipientDecision onRecipient(RecipientRequest request) throws Exception;

    // Again, since Payara finds only the methods that a bean's listener interface declares itself.
    @Override
    void onMail(ReceivedMail mail) throws Exception;
}
