package org.valija.spi;

import java.util.Optional;
import java.util.Set;
import org.valija.Client;
import org.valija.MailAddress;
import org.valija.Reply;

/**
 * Whether a user who has logged in may send as somebody (RFC 6409 section 6.1); mail-ejb registers it, the SMTP engine asks
 * it at MAIL. Called on event loops: it must not block.
 */
public interface SenderPolicy {

    /**
     * @param client who has logged in
     * @param roles the user's
     * @param reversePath as given at MAIL, empty for {@code <>}
     * @return the 4xx or 5xx to refuse with, or empty
     */
    Optional<Reply> refusal(Client client, Set<String> roles, Optional<MailAddress> reversePath);
}
