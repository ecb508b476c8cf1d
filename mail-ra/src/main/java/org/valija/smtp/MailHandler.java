package org.valija.smtp;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.valija.Client;
import org.valija.MailAddress;
import org.valija.Reply;

/**
 * What stands behind the SMTP engine and decides, stage by stage. Called on event loops, so no method may block; a stage
 * that completes exceptionally is answered with {@code 451 4.3.0}.
 */
public interface MailHandler {

    /**
     * A client has connected.
     *
     * @return a positive reply to go on (the engine sends its own greeting), or the 4xx or 5xx to close with
     */
    CompletionStage<Reply> connect(Client client);

    /**
     * Checks a login.
     *
     * @param password the handler's to keep or to wipe
     * @return the authentication, or empty for a wrong user or password; exceptionally if it can't be checked now ({@code
     *     454 4.7.0})
     */
    CompletionStage<Optional<Authentication>> authenticate(Client client, String user, char[] password);

    /**
     * RCPT: a positive reply takes the recipient.
     *
     * @param declaredSize the SIZE parameter of MAIL in octets, or 0
     */
    CompletionStage<Reply> recipient(
            Client client, Optional<MailAddress> reversePath, long declaredSize, MailAddress recipient);

    /**
     * The end of data: the whole message is spooled. The engine releases the spool when the stage has completed.
     *
     * @return the reply to the end of data
     */
    CompletionStage<Reply> deliver(IncomingMail mail);
}
