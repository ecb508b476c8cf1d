package org.valija.verp;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.MailAddress;
import org.valija.MailId;

/**
 * What a return address that we have signed says.
 *
 * @param mail the message
 * @param sent the day on which it left, its beginning in UTC
 * @param name what its only recipient is called in the address; empty if it was for several
 */
public record ReturnToken(MailId mail, Instant sent, Optional<RecipientName> name) {

    /** Which of these recipients the address was made for; empty if it was made for several. */
    public Optional<MailAddress> recipient(List<MailAddress> candidates) {
        return name.flatMap(only -> candidates.stream().filter(only::isOf).findFirst());
    }
}
