package org.valija.transport;

import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.valija.Cancellation;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.MailSender;
import org.valija.MailStatus;
import org.valija.OutboundMail;
import org.valija.SendOptions;

/** Keeps what it is given with an envelope, or refuses it. */
final class RecordingSender implements MailSender {

    /** What was handed over. */
    record Given(
            MimeMessage message,
            Optional<MailAddress> reversePath,
            List<MailAddress> recipients,
            SendOptions options) {}

    private final List<Given> given = new ArrayList<>();
    private RuntimeException refusal;

    /** The only message. */
    Given only() {
        if (given.size() != 1) {
            throw new AssertionError(given.size() + " messages were sent");
        }
        return given.get(0);
    }

    boolean isEmpty() {
        return given.isEmpty();
    }

    void refuse(RuntimeException refusal) {
        this.refusal = refusal;
    }

    @Override
    public MailId send(
            MimeMessage message, Optional<MailAddress> reversePath, List<MailAddress> recipients, SendOptions options) {
        if (refusal != null) {
            throw refusal;
        }
        given.add(new Given(message, reversePath, recipients, options));
        return MailId.create();
    }

    @Override
    public MailId send(OutboundMail mail) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MailId send(MimeMessage message, SendOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Cancellation cancel(MailId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<MailStatus> status(MailId id) {
        throw new UnsupportedOperationException();
    }
}
