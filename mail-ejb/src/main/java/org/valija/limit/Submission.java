package org.valija.limit;

import java.util.Optional;
import org.valija.MailAddress;

/**
 * What a limit looks at.
 *
 * @param reversePath empty for a report
 * @param user who has logged in and given us the message
 * @param destination the recipients' domain
 * @param stream the stream of mail
 */
public record Submission(Optional<MailAddress> reversePath, Optional<String> user, String destination, String stream) {}
