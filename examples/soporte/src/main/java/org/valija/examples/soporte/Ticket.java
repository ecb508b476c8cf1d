package org.valija.examples.soporte;

import jakarta.mail.MessagingException;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.valija.MailAddress;
import org.valija.ReceivedMail;

/** What somebody has asked for by mail. */
@Entity
@Table(name = "soporte_ticket")
public class Ticket {

    private static final int MAX_SUBJECT = 200;

    @Id
    private String id;

    private String sender;
    private String subject;

    @Column(name = "received_at")
    private LocalDateTime receivedAt;

    protected Ticket() {}

    Ticket(ReceivedMail received) throws MessagingException {
        this.id = received.id();
        this.sender =
                received.envelope().reversePath().map(MailAddress::toString).orElse("");
        String text = received.mimeMessage().getSubject();
        this.subject = text == null ? "" : text.substring(0, Math.min(text.length(), MAX_SUBJECT));
        this.receivedAt = LocalDateTime.ofInstant(received.receivedAt(), ZoneOffset.UTC);
    }

    public String getId() {
        return id;
    }

    public String getSender() {
        return sender;
    }

    public String getSubject() {
        return subject;
    }

    public Instant getReceivedAt() {
        return receivedAt.toInstant(ZoneOffset.UTC);
    }
}
