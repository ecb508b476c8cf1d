package org.valija.smtp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.RecipientOptions;
import org.valija.TransmissionOptions;
import org.valija.smtp.grammar.MailArguments;

/** A mail transaction (RFC 5321 section 3.3): from MAIL to the end of data, RSET, or whatever else ends it. */
final class MailTransaction {

    private final String id;
    private final MailArguments mail;
    /** Each once, in the order in which they came. */
    private final Set<MailAddress> recipients = new LinkedHashSet<>();

    private final Map<MailAddress, RecipientOptions> recipientOptions = new HashMap<>();
    /** Every one that was accepted, as often as it was. */
    private final List<MailAddress> accepted = new ArrayList<>();

    private boolean recipientsRefused;
    private ContentReceiver content;
    private int returnPathLength;

    MailTransaction(String id, MailArguments mail) {
        this.id = id;
        this.mail = mail;
    }

    String id() {
        return id;
    }

    Optional<MailAddress> reversePath() {
        return mail.reversePath();
    }

    long declaredSize() {
        return mail.declaredSize();
    }

    boolean smtpUtf8() {
        return mail.options().smtpUtf8();
    }

    /** What was asked for the message. */
    TransmissionOptions options() {
        return mail.options();
    }

    List<MailAddress> recipients() {
        return List.copyOf(recipients);
    }

    /** Whether the address was given before: it is the same recipient, who gets one copy. */
    boolean hasRecipient(MailAddress recipient) {
        return recipients.contains(recipient);
    }

    /** @param options what was asked for this one; of no effect if it is there already, by another name */
    void addRecipient(MailAddress recipient, RecipientOptions options) {
        recipients.add(recipient);
        recipientOptions.putIfAbsent(recipient, options);
        accepted.add(recipient);
    }

    /** A recipient that is there already was accepted once more. */
    void acceptedAgain(MailAddress recipient) {
        accepted.add(recipient);
    }

    /** The recipients of all RCPT commands that were accepted, in their order: some of them several times, maybe. */
    List<MailAddress> accepted() {
        return List.copyOf(accepted);
    }

    int acceptedCount() {
        return accepted.size();
    }

    void recipientRefused() {
        recipientsRefused = true;
    }

    /** Whether recipients were given and all of them refused. */
    boolean hasOnlyRefusedRecipients() {
        return recipients.isEmpty() && recipientsRefused;
    }

    void begin(ContentReceiver receiver, int returnPathLength) {
        this.content = receiver;
        this.returnPathLength = returnPathLength;
    }

    /** What receives the content, once that has begun. */
    Optional<ContentReceiver> content() {
        return Optional.ofNullable(content);
    }

    int returnPathLength() {
        return returnPathLength;
    }

    Envelope envelope() {
        return new Envelope(mail.reversePath(), recipients(), mail.options(), recipientOptions);
    }

    void release() {
        if (content != null) {
            content.release();
        }
    }
}
