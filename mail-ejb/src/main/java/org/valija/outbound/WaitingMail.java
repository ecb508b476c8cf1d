package org.valija.outbound;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.MailAddress;
import org.valija.MailId;

/**
 * A message that waits in the deferred store, for the recipients of one destination domain.
 *
 * @param key the row's key: a message with several destinations has several
 * @param id the message's id
 * @param destination the recipients' domain
 * @param reversePath empty for a bounce
 * @param recipients those that are still to be delivered to
 * @param subject of the message, possibly empty
 * @param size in octets
 * @param queuedAt when the application sent it
 * @param attempts how often delivery was tried
 * @param nextAttempt when it is tried again
 * @param expires when it is given up
 * @param lastError the last reply of the next hop, or why there was none
 * @param stream the stream of mail that it belongs to
 * @param businessKey what its sender calls it
 */
public record WaitingMail(
        String key,
        MailId id,
        String destination,
        Optional<MailAddress> reversePath,
        List<MailAddress> recipients,
        String subject,
        long size,
        Instant queuedAt,
        int attempts,
        Instant nextAttempt,
        Instant expires,
        String lastError,
        String stream,
        Optional<String> businessKey) {}
