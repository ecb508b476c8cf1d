package org.valija;

import java.util.List;
import java.util.Optional;

/**
 * The envelope of a message (RFC 5321 section 2.3.1).
 *
 * @param reversePath where bounces go; empty for the null reverse-path {@code <>} (section 4.5.5)
 * @param recipients the forward-paths, in the order in which they were given
 */
public record Envelope(Optional<MailAddress> reversePath, List<MailAddress> recipients) {

    public Envelope {
        recipients = List.copyOf(recipients);
    }
}
