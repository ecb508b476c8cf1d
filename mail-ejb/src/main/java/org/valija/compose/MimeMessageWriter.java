package org.valija.compose;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.Stream;

/** A message that Jakarta Mail made, with what it may lack. The message itself stays as it is. */
final class MimeMessageWriter {

    /** What an application says to Valija, and nobody else needs to know. */
    private static final String OUR_FIELDS = "X-Valija-";

    private final MimeMessage message;
    private final String date;
    private final String messageId;
    private final String[] leftOut;

    MimeMessageWriter(MimeMessage message, Origin origin) throws MessagingException {
        this.message = message;
        // Whole lines: Header.getValue leaves out the white space in front, line breaks included.
        for (String line : Collections.list(message.getAllHeaderLines())) {
            Lines.folded(Field.header(line.split("[:\\s]", 2)[0]), line);
        }
        // What is written is kept apart: saveChanges, called by writeTo, would set an ID of its own.
        this.date = Optional.ofNullable(message.getHeader("Date", null)).orElseGet(origin::date);
        this.messageId =
                Optional.ofNullable(message.getHeader("Message-ID", null)).orElseGet(origin::messageId);
        Stream<String> ours = Collections.list(message.getAllHeaders()).stream()
                .map(Header::getName)
                .filter(name -> name.regionMatches(true, 0, OUR_FIELDS, 0, OUR_FIELDS.length()));
        // RFC 5322 sections 3.6.3 and 3.6.6; Content-Length is of mailbox files, and wrong on the way.
        this.leftOut = Stream.concat(Stream.of("Bcc", "Resent-Bcc", "Content-Length", "Date", "Message-ID"), ours)
                .toArray(String[]::new);
    }

    void writeTo(OutputStream out) throws IOException, MessagingException {
        out.write(("Date: " + date + "\r\nMessage-ID: " + messageId + "\r\n").getBytes(StandardCharsets.UTF_8));
        message.writeTo(out, leftOut);
    }
}
