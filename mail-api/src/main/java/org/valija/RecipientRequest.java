package org.valija;

import java.util.Optional;

/**
 * What a {@link RecipientListener} is asked: may this client send to this recipient?
 *
 * @param client who sends
 * @param reversePath as given at MAIL, empty for {@code <>}
 * @param declaredSize the size of the message in octets as the client has declared it, or 0
 * @param recipient as given at RCPT
 */
public record RecipientRequest(
        Client client, Optional<MailAddress> reversePath, long declaredSize, MailAddress recipient) {}
