package org.valija.ra;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.SharedByteArrayInputStream;
import jakarta.mail.util.SharedFileInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.valija.Client;
import org.valija.Envelope;
import org.valija.PartHandler;
import org.valija.ReceivedMail;
import org.valija.smtp.IncomingMail;
import org.valija.smtp.SpooledContent;

/** One bean's view of a spooled message. Closing it ends all views of the content, so that the spool can go. */
final class SpooledMail implements ReceivedMail, AutoCloseable {

    private static final Logger LOG = System.getLogger(SpooledMail.class.getName());

    private final IncomingMail mail;
    private final Envelope envelope;
    private final int skipped;
    private final List<InputStream> open = new ArrayList<>();
    private boolean closed;

    /**
     * @param envelope with the bean's recipients only
     * @param skipped octets at the start of the content that the bean does not see
     */
    SpooledMail(IncomingMail mail, Envelope envelope, int skipped) {
        this.mail = mail;
        this.envelope = envelope;
        this.skipped = skipped;
    }

    @Override
    public String id() {
        checkOpen();
        return mail.id();
    }

    @Override
    public Envelope envelope() {
        checkOpen();
        return envelope;
    }

    @Override
    public Client client() {
        checkOpen();
        return mail.client();
    }

    @Override
    public Instant receivedAt() {
        checkOpen();
        return mail.receivedAt();
    }

    @Override
    public long size() {
        checkOpen();
        return mail.content().size() - skipped;
    }

    @Override
    public InputStream content() throws IOException {
        checkOpen();
        InputStream content;
        if (mail.content() instanceof SpooledContent.InMemory memory) {
            content = new ByteArrayInputStream(memory.octets(), skipped, memory.length() - skipped);
        } else {
            content = new BufferedInputStream(Files.newInputStream(((SpooledContent.InFile) mail.content()).path()));
            open.add(content);
            content.skipNBytes(skipped);
        }
        return new FilterInputStream(content) {
            @Override
            public void close() throws IOException {
                open.remove(in);
                super.close();
            }
        };
    }

    @Override
    public MimeMessage mimeMessage() throws MessagingException {
        checkOpen();
        Properties lenient = new Properties();
        lenient.setProperty("mail.mime.allowutf8", "true"); // RFC 6532
        lenient.setProperty("mail.mime.address.strict", "false");
        try {
            HeaderSize.check(content());
            return new MimeMessage(Session.getInstance(lenient), shared());
        } catch (IOException e) {
            throw new MessagingException("The spooled message can't be read", e);
        }
    }

    /** A stream whose parts Jakarta Mail reads when they are asked for, instead of copying them. */
    private InputStream shared() throws IOException {
        if (mail.content() instanceof SpooledContent.InMemory memory) {
            return new SharedByteArrayInputStream(memory.octets(), skipped, memory.length() - skipped);
        }
        SpooledContent.InFile file = (SpooledContent.InFile) mail.content();
        SharedFileInputStream whole = new SharedFileInputStream(file.path().toFile());
        open.add(whole); // closing this one closes all that were made of it
        return whole.newStream(skipped, file.size());
    }

    @Override
    public void parse(PartHandler handler) throws IOException {
        checkOpen();
        try (InputStream content = content()) {
            new MimeWalk(handler).walk(content);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("A ReceivedMail is valid only until onMail returns");
        }
    }

    @Override
    public void close() {
        closed = true;
        for (InputStream stream : List.copyOf(open)) {
            try {
                stream.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "A view of mail {0} could not be closed: {1}", mail.id(), Visible.of(e));
            }
        }
        open.clear();
    }
}
