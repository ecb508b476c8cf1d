package org.valija.compose;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.valija.Envelope;
import org.valija.InvalidMailException;
import org.valija.InvalidMailException.Reason;
import org.valija.MailAddress;
import org.valija.OutboundMail;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.content.ContentTooLargeException;

/** Checks and writes what an application sends. Safe for use by many threads. */
public final class MailComposer {

    private final ClassLoader contentHandlers = new RememberedResources(MailComposer.class.getClassLoader());
    private final Session session = session();
    private final Path directory;
    private final long maxSize;
    private final Clock clock;
    private final String host;

    /**
     * @param directory where large messages are kept while they are written
     * @param maxSize in octets
     * @param clock for the Date field
     * @param host this host's name, for the Message-ID field
     */
    public MailComposer(Path directory, long maxSize, Clock clock, String host) {
        this.directory = directory;
        this.maxSize = maxSize;
        this.clock = clock;
        this.host = host;
    }

    private static Session session() {
        Properties properties = new Properties();
        // Addresses outside ASCII stand in the header as UTF-8 (RFC 6532); everything else is encoded.
        properties.setProperty("mail.mime.allowutf8", "true");
        return Session.getInstance(properties);
    }

    /** @throws InvalidMailException if it can't be sent as it is */
    public Composed compose(OutboundMail mail) {
        return withOwnContentHandlers(() -> {
            OutboundMailWriter writer = new OutboundMailWriter(mail, session, new Origin(clock.instant(), host));
            return new Composed(writer.envelope(), spool(writer::writeTo));
        });
    }

    /** @throws InvalidMailException if it can't be sent as it is */
    public Composed compose(MimeMessage message) {
        return compose(message, () -> HeaderEnvelope.of(message));
    }

    /**
     * With an envelope of its own.
     *
     * @throws InvalidMailException if it can't be sent as it is
     */
    public Composed compose(MimeMessage message, Optional<MailAddress> reversePath, List<MailAddress> recipients) {
        if (recipients.isEmpty()) {
            throw new InvalidMailException(Reason.NO_RECIPIENTS, "recipients", "The envelope has no recipients");
        }
        List<MailAddress> once = recipients.stream().distinct().toList();
        return compose(message, () -> new Envelope(reversePath, once));
    }

    private Composed compose(MimeMessage message, Composing<Envelope> envelope) {
        return readable(() -> {
            MimeMessageWriter writer = new MimeMessageWriter(message, new Origin(clock.instant(), host));
            return new Composed(envelope.run(), spool(writer::writeTo));
        });
    }

    /** Jakarta Mail finds what writes a multipart by the context class loader, and the application's may know nothing. */
    private <T> T withOwnContentHandlers(Composing<T> composing) {
        Thread thread = Thread.currentThread();
        ClassLoader callers = thread.getContextClassLoader();
        thread.setContextClassLoader(contentHandlers);
        try {
            return readable(composing);
        } finally {
            thread.setContextClassLoader(callers);
        }
    }

    private static <T> T readable(Composing<T> composing) {
        try {
            return composing.run();
        } catch (MessagingException e) {
            throw new InvalidMailException(Reason.UNREADABLE, "", "The message can't be read: " + e.getMessage(), e);
        }
    }

    private Content spool(Writer writer) throws MessagingException {
        try (ContentSpool spool = new ContentSpool(directory, maxSize)) {
            writer.writeTo(new CrlfOutputStream(spool));
            return spool.toContent();
        } catch (ContentTooLargeException e) {
            throw new InvalidMailException(Reason.TOO_LARGE, "", e.getMessage(), e);
        } catch (IOException e) {
            throw new InvalidMailException(Reason.UNREADABLE, "", "The message can't be read: " + e.getMessage(), e);
        }
    }

    private interface Composing<T> {
        T run() throws MessagingException;
    }

    private interface Writer {
        void writeTo(OutputStream out) throws IOException, MessagingException;
    }
}
