package org.valija.spi;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.valija.MailAddress;
import org.valija.Reply;

/**
 * Whether mail that is to be relayed can go to its destination at all; mail-ejb registers it, the adapter asks it at RCPT,
 * for clients that may relay. Called on event loops: it must not block.
 */
@FunctionalInterface
public interface DestinationCheck {

    /**
     * @param recipient whom no bean takes
     * @return why mail for the recipient could only come back, a 5xx; empty if it may be delivered, or if that can't be told
     *     within a limit of the check's own. Never completes exceptionally
     */
    CompletionStage<Optional<Reply>> refusal(MailAddress recipient);
}
