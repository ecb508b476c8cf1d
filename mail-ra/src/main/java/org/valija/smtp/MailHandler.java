package org.valija.smtp;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.valija.Client;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.TransmissionOptions;
import org.valija.smtp.sasl.Proof;
import org.valija.smtp.sasl.SaslMechanism;
import org.valija.smtp.sasl.ScramVerifier;

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

    /** The mechanisms that could work now; EHLO announces them under TLS, EXTERNAL to whom the channel has shown only. */
    Set<SaslMechanism> mechanisms(Client client);

    /**
     * Checks a login.
     *
     * @param proof its password is the handler's to keep or to wipe
     * @return exceptionally if it can't be checked now ({@code 454 4.7.0})
     */
    CompletionStage<LoginOutcome> authenticate(Client client, Proof proof);

    /**
     * What is stored about a user for SCRAM. Nobody learns by it whether there is such a user: an unknown one has a
     * verifier, too, always the same one, which no password fits.
     *
     * @return empty if this client has failed too often ({@code 454 4.7.0}); exceptionally if it can't be told now
     */
    CompletionStage<Optional<ScramVerifier>> scramVerifier(Client client, String user);

    /**
     * MAIL of a client that has logged in: whether it may send as this address.
     *
     * @return a positive reply to go on (the engine sends its own)
     */
    CompletionStage<Reply> sender(Client client, Authentication authentication, Optional<MailAddress> reversePath);

    /**
     * RCPT: a positive reply takes the recipient, or another one in his place.
     *
     * @param declaredSize the SIZE parameter of MAIL in octets, or 0
     * @param options what the other parameters of MAIL ask for
     */
    CompletionStage<RecipientAnswer> recipient(
            Client client,
            Optional<MailAddress> reversePath,
            long declaredSize,
            TransmissionOptions options,
            MailAddress recipient);

    /**
     * The end of data: the whole message is spooled. The engine releases the spool when the stage has completed.
     *
     * @return the reply to the end of data
     */
    CompletionStage<Reply> deliver(IncomingMail mail);
}
