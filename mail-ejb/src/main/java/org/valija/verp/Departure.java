package org.valija.verp;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.MailAddress;
import org.valija.MailId;

/**
 * What has left under one return address.
 *
 * @param recipients to whom, all of one domain
 * @param reversePath the one that the application has given it
 * @param left when the next hop took it
 * @param attempts how many it took
 */
public record Departure(
        MailId mail,
        List<MailAddress> recipients,
        String stream,
        Optional<String> businessKey,
        MailAddress reversePath,
        Instant queuedAt,
        Instant left,
        int attempts) {

    public Departure {
        recipients = List.copyOf(recipients);
    }
}
