package org.valija.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.TransmissionOptions;
import org.valija.content.Header;
import org.valija.delivery.Failure;
import org.valija.delivery.RemoteReply;

class DeliveryStatusNotificationTest {

    private static final String HEADER = "From: ana@ejemplo.com\r\nSubject: =?UTF-8?Q?Pregunta_=C3=B1?=\r\n";

    private static RecipientReport refused(String recipient, String line) {
        EnhancedStatus status = EnhancedStatus.parse("5.1.1");
        RemoteReply reply = new RemoteReply(550, Optional.of(status), line);
        return RecipientReport.failed(
                MailAddress.parse(recipient),
                Optional.empty(),
                new Failure(status, Optional.of("mx.b.test"), Optional.of(reply), "mx.b.test answered: " + line));
    }

    private static String write(String header, RecipientReport... reports) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DeliveryStatusNotification(
                        "mail.ejemplo.com",
                        new MailId("uno-1"),
                        MailAddress.parse("ana@ejemplo.com"),
                        TransmissionOptions.NONE,
                        Instant.parse("2026-11-23T10:00:00Z"),
                        new Header(header.getBytes(StandardCharsets.UTF_8)),
                        Optional.empty(),
                        List.of(reports),
                        Instant.parse("2026-11-23T18:00:00Z"))
                .writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static MimeMessage parse(String source) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(source.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void isAReportOfThreeParts() throws Exception {
        String source = write(
                HEADER,
                refused("nadie@b.test", "550 5.1.1 no such user"),
                RecipientReport.failed(
                        MailAddress.parse("eva@c.test"),
                        Optional.empty(),
                        Failure.local(EnhancedStatus.parse("5.1.2"), "There is no domain c.test")));

        assertThat(source).isASCII().doesNotContainPattern("(?<!\r)\n|\r(?!\n)");
        MimeMessage message = parse(source);
        assertThat(message.getRecipients(MimeMessage.RecipientType.TO)[0]).hasToString("ana@ejemplo.com");
        assertThat(message.getHeader("Auto-Submitted", null)).isEqualTo("auto-replied");
        assertThat(message.getHeader("Message-ID", null)).endsWith("@mail.ejemplo.com>");
        assertThat(message.getSentDate()).isEqualTo(Instant.parse("2026-11-23T18:00:00Z"));
        assertThat(message.getContentType()).startsWith("multipart/report").contains("report-type=delivery-status");
        MimeMultipart report = (MimeMultipart) message.getContent();
        assertThat(report.getCount()).isEqualTo(3);
        assertThat(report.getBodyPart(0).getContentType()).startsWith("text/plain");
        assertThat((String) report.getBodyPart(0).getContent())
                .contains("\"Pregunta ñ\"", "<nadie@b.test>", "550 5.1.1 no such user", "There is no domain c.test");
        assertThat(report.getBodyPart(2).getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(report.getBodyPart(2).getInputStream().readAllBytes())
                .asString()
                .isEqualTo(HEADER);
    }

    @Test
    void saysForMachinesWhatBecameOfEachRecipient() throws Exception {
        MimeMultipart report = (MimeMultipart) parse(write(
                        HEADER,
                        refused("nadie@b.test", "550 5.1.1 no such user"),
                        RecipientReport.failed(
                                MailAddress.parse("eva@c.test"),
                                Optional.empty(),
                                Failure.local(EnhancedStatus.parse("5.1.2"), "There is no domain c.test"))))
                .getContent();
        BodyPart status = report.getBodyPart(1);
        assertThat(status.getContentType()).isEqualTo("message/delivery-status");
        try (InputStream in = status.getInputStream()) {
            InternetHeaders ofTheMessage = new InternetHeaders(in);
            assertThat(ofTheMessage.getHeader("Reporting-MTA")).containsExactly("dns; mail.ejemplo.com");
            assertThat(ofTheMessage.getHeader("Arrival-Date")).containsExactly("Mon, 23 Nov 2026 10:00:00 +0000");
            InternetHeaders first = new InternetHeaders(in);
            assertThat(first.getHeader("Final-Recipient")).containsExactly("rfc822; nadie@b.test");
            assertThat(first.getHeader("Action")).containsExactly("failed");
            assertThat(first.getHeader("Status")).containsExactly("5.1.1");
            assertThat(first.getHeader("Remote-MTA")).containsExactly("dns; mx.b.test");
            assertThat(first.getHeader("Diagnostic-Code")).containsExactly("smtp; 550 5.1.1 no such user");
            InternetHeaders second = new InternetHeaders(in);
            assertThat(second.getHeader("Final-Recipient")).containsExactly("rfc822; eva@c.test");
            assertThat(second.getHeader("Status")).containsExactly("5.1.2");
            assertThat(second.getHeader("Diagnostic-Code")).isNull();
        }
    }

    @Test
    void writesAnAddressOutsideAsciiInItsOwnType() throws Exception {
        String source = write(HEADER, refused("josé+x@correo.es", "550 5.1.1 quién es José"));

        assertThat(source)
                .isASCII()
                .contains("Final-Recipient: utf-8; jos\\x{E9}\\x{2B}x@correo.es\r\n")
                .contains("Diagnostic-Code: smtp; 550 5.1.1 qui?n es Jos?\r\n");
        assertThat((String) ((MimeMultipart) parse(source).getContent())
                        .getBodyPart(0)
                        .getContent())
                .contains("<josé+x@correo.es>", "quién es José");
    }

    @Test
    void returnsAHeaderOfEightBitsAsItIs() throws Exception {
        String header = "Subject: mañana\r\n";
        BodyPart returned = ((MimeMultipart)
                        parse(write(header, refused("nadie@b.test", "550 no"))).getContent())
                .getBodyPart(2);

        assertThat(returned.getHeader("Content-Transfer-Encoding")).containsExactly("8bit");
        assertThat(returned.getInputStream().readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(header);
    }
}
