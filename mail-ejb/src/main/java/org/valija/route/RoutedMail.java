package org.valija.route;

import java.util.Objects;
import java.util.Optional;
import org.valija.MailAddress;

/**
 * What a route looks at of a message.
 *
 * @param reversePath empty for the null sender
 * @param recipientDomain a domain, or an address literal in brackets
 * @param stream the stream of mail that it belongs to
 * @param size in octets
 */
public record RoutedMail(Optional<MailAddress> reversePath, String recipientDomain, String stream, long size) {

    public RoutedMail {
        Objects.requireNonNull(reversePath, "reversePath");
        Objects.requireNonNull(recipientDomain, "recipientDomain");
        Objects.requireNonNull(stream, "stream");
    }
}
