package org.valija.smtp;

import java.util.Objects;
import org.valija.MailAddress;
import org.valija.Reply;

/**
 * The answer to RCPT.
 *
 * @param reply positive if the recipient is taken
 * @param recipient for whom it is taken: the one who was given, or another to whom the mail is redirected
 */
public record RecipientAnswer(Reply reply, MailAddress recipient) {

    public RecipientAnswer {
        Objects.requireNonNull(reply, "reply");
        Objects.requireNonNull(recipient, "recipient");
    }
}
