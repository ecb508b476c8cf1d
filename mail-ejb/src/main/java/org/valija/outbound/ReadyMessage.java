package org.valija.outbound;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.TransmissionOptions;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.dkim.Submitter;

/**
 * A {@link QueuedMail} and its content as a JMS message: the envelope in properties, the content as the body. The only
 * place that knows this form.
 *
 * <p>Where the broker is Artemis, a large body is streamed, by properties of its own; any other broker gets and gives the
 * body in pieces, and may hold it in memory.
 */
final class ReadyMessage {

    private static final String ID = "valijaId";
    private static final String DESTINATION = "valijaDestination";
    private static final String REVERSE_PATH = "valijaReversePath";
    private static final String RECIPIENTS = "valijaRecipients";
    private static final String QUEUED_AT = "valijaQueuedAt";
    private static final String EXPIRES = "valijaExpires";
    private static final String ATTEMPTS = "valijaAttempts";
    private static final String SIZE = "valijaSize";
    private static final String OPTIONS = "valijaOptions";
    private static final String RECIPIENT_OPTIONS = "valijaRecipientOptions";
    private static final String STREAM = "valijaStream";
    private static final String BUSINESS_KEY = "valijaBusinessKey";
    private static final String PERISHABLE = "valijaPerishable";
    private static final String SUBMITTER = "valijaSubmitter";
    private static final String USER = "valijaUser";

    private static final String STREAMED = "valijaStreamed";

    /** What Artemis calls itself. */
    private static final String ARTEMIS = "ActiveMQ";

    private static final String ARTEMIS_BODY_FROM = "JMS_AMQ_InputStream";
    private static final String ARTEMIS_BODY_TO = "JMS_AMQ_SaveStream";

    private static final int BUFFER = 32 * 1024;

    private ReadyMessage() {}

    /**
     * Makes the JMS message.
     *
     * @param body read when the message is sent, at the latest; the caller closes it
     */
    static BytesMessage create(JMSContext context, QueuedMail mail, long size, InputStream body)
            throws JMSException, IOException {
        BytesMessage message = context.createBytesMessage();
        message.setStringProperty(ID, mail.id().value());
        message.setStringProperty(DESTINATION, mail.destination());
        message.setStringProperty(
                REVERSE_PATH, mail.reversePath().map(MailAddress::toString).orElse(""));
        message.setStringProperty(RECIPIENTS, EnvelopeText.of(mail.envelope().recipients()));
        message.setLongProperty(QUEUED_AT, mail.queuedAt().toEpochMilli());
        message.setLongProperty(EXPIRES, mail.expires().toEpochMilli());
        message.setIntProperty(ATTEMPTS, mail.attempts());
        message.setLongProperty(SIZE, size);
        message.setStringProperty(OPTIONS, EnvelopeText.of(mail.options(), mail.lateKnown()));
        message.setStringProperty(RECIPIENT_OPTIONS, EnvelopeText.recipientOptions(mail.envelope()));
        Terms terms = mail.terms();
        message.setStringProperty(STREAM, terms.stream());
        if (terms.businessKey().isPresent()) {
            message.setStringProperty(BUSINESS_KEY, terms.businessKey().get());
        }
        message.setBooleanProperty(PERISHABLE, terms.perishable());
        message.setStringProperty(SUBMITTER, terms.submitter().name());
        if (terms.user().isPresent()) {
            message.setStringProperty(USER, terms.user().get());
        }
        boolean streamed = size > ContentSpool.MEMORY_THRESHOLD
                && ARTEMIS.equals(context.getMetaData().getJMSProviderName());
        message.setBooleanProperty(STREAMED, streamed);
        if (streamed) {
            message.setObjectProperty(ARTEMIS_BODY_FROM, body);
        } else {
            byte[] buffer = buffer(size);
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                message.writeBytes(buffer, 0, n);
            }
        }
        return message;
    }

    /**
     * Reads the envelope.
     *
     * @throws UnreadableEnvelopeException if it is none, as written by a version of ours with a fault, or by somebody else
     */
    static QueuedMail mail(BytesMessage message) throws JMSException {
        try {
            return read(message);
        } catch (RuntimeException e) {
            throw new UnreadableEnvelopeException(
                    text(message, ID), text(message, REVERSE_PATH), text(message, RECIPIENTS), e);
        }
    }

    private static QueuedMail read(BytesMessage message) throws JMSException {
        String reversePath = message.getStringProperty(REVERSE_PATH);
        List<MailAddress> recipients = EnvelopeText.addresses(message.getStringProperty(RECIPIENTS));
        return new QueuedMail(
                new MailId(message.getStringProperty(ID)),
                message.getStringProperty(DESTINATION),
                new Envelope(
                        reversePath.isEmpty() ? Optional.empty() : Optional.of(MailAddress.parse(reversePath)),
                        recipients,
                        EnvelopeText.options(text(message, OPTIONS)),
                        EnvelopeText.recipientOptions(text(message, RECIPIENT_OPTIONS), recipients)),
                terms(message),
                Instant.ofEpochMilli(message.getLongProperty(QUEUED_AT)),
                Instant.ofEpochMilli(message.getLongProperty(EXPIRES)),
                message.getIntProperty(ATTEMPTS),
                EnvelopeText.isLateKnown(text(message, OPTIONS)));
    }

    private static Terms terms(BytesMessage message) throws JMSException {
        Submitter submitter = Submitter.named(message.getStringProperty(SUBMITTER));
        if (!message.propertyExists(STREAM)) {
            return Terms.by(submitter); // from a version that had none
        }
        return new Terms(
                message.getStringProperty(STREAM),
                Optional.ofNullable(message.getStringProperty(BUSINESS_KEY)),
                message.getBooleanProperty(PERISHABLE),
                submitter,
                Optional.ofNullable(message.getStringProperty(USER)));
    }

    /** Empty where there is none: a message may be older than a property. */
    private static String text(BytesMessage message, String property) throws JMSException {
        return Optional.ofNullable(message.getStringProperty(property)).orElse("");
    }

    /** From 0 to 9: JMS has half as many priorities as RFC 6710, and 4 for what is ordinary. */
    static int priority(TransmissionOptions options) {
        int priority = options.priority();
        return priority > 0 ? 4 + (priority + 1) / 2 : 4 + priority / 2;
    }

    /** Reads the content, once; the caller closes it. */
    static Content content(BytesMessage message, Path directory) throws JMSException, IOException {
        long size = message.getLongProperty(SIZE);
        try (ContentSpool spool = ContentSpool.ofSize(directory, size)) {
            if (message.getBooleanProperty(STREAMED)) {
                message.setObjectProperty(ARTEMIS_BODY_TO, new Uncloseable(spool));
            } else {
                copy(message, spool, size);
            }
            Content content = spool.toContent();
            if (content.size() != size) {
                content.close();
                throw new IOException("The queued message has " + content.size() + " octets instead of " + size);
            }
            return content;
        }
    }

    private static void copy(BytesMessage message, OutputStream out, long size) throws JMSException, IOException {
        byte[] buffer = buffer(size);
        for (int n = message.readBytes(buffer); n > 0; n = message.readBytes(buffer)) {
            out.write(buffer, 0, n);
        }
    }

    /** Most messages are smaller than a buffer; one octet more, so that the end is met in the first reading. */
    private static byte[] buffer(long size) {
        return new byte[(int) Math.min(BUFFER, size + 1)];
    }

    /** Artemis closes what it writes a body to, and a closed spool has thrown its content away. */
    private static final class Uncloseable extends FilterOutputStream {

        Uncloseable(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            out.write(octets, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
