package org.valija;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;

/**
 * A message on its way to a {@link MailListener}. Every view of the content reads from the spool: none holds a large
 * message in the heap. Valid only until the listener returns; used by one thread at a time.
 */
public interface ReceivedMail {

    /** Valija's id of this message, as it stands in its {@code Received} header, in the log and in the trace. */
    String id();

    /** The reverse-path, and those recipients that this bean is called for. */
    Envelope envelope();

    /** Who sent it. */
    Client client();

    /** When the end of data arrived. */
    Instant receivedAt();

    /** The size of {@link #content()} in octets. */
    long size();

    /**
     * The message as it was received (RFC 5322), behind the {@code Return-Path} and {@code Received} headers that were
     * put in front of it.
     *
     * @return a new stream from the beginning; the caller closes it
     */
    InputStream content() throws IOException;

    /**
     * The message for Jakarta Mail. Parts are read from the spool when they are asked for, but a method such as {@code
     * getContent()} may still hold one whole part: for large mail prefer {@link #parse}.
     *
     * @throws MessagingException if the header cannot be read
     */
    MimeMessage mimeMessage() throws MessagingException;

    /**
     * Parses the message part by part, in the order in which they stand in it, with memory for no more than one header.
     * The parser takes whatever strangers send, within limits on depth, header count and line length.
     *
     * @throws InvalidContentException if a limit is exceeded
     * @throws IOException if the spool cannot be read, or as thrown by the handler
     */
    void parse(PartHandler handler) throws IOException;

    /**
     * Whether an automatic answer may be sent to it: not to a bounce, which has no reverse-path, and not to what says that
     * a program wrote it (RFC 3834 section 2), lest two programs answer each other for ever.
     *
     * @throws MessagingException if the header cannot be read
     */
    default boolean mayBeAnswered() throws MessagingException {
        if (envelope().reversePath().isEmpty()) {
            return false;
        }
        String[] autoSubmitted = mimeMessage().getHeader("Auto-Submitted");
        return autoSubmitted == null
                || Arrays.stream(autoSubmitted)
                        // RFC 3834 section 5: a keyword, perhaps with parameters or a comment behind it.
                        .allMatch(value -> value.strip().split("[;( \\t]", 2)[0].equalsIgnoreCase("no"));
    }
}
