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
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.OriginalRecipient;
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
        notification("en", new Header(header.getBytes(StandardCharsets.UTF_8)), reports)
                .writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static DeliveryStatusNotification notification(
            String languages, Header header, RecipientReport... reports) {
        return new DeliveryStatusNotification(
                Wordings.load(languages, Path.of("none")),
                "mail.ejemplo.com",
                new MailId("uno-1"),
                MailAddress.parse("ana@ejemplo.com"),
                TransmissionOptions.NONE,
                Instant.parse("2026-11-23T10:00:00Z"),
                header,
                Optional.empty(),
                List.of(reports),
                Instant.parse("2026-11-23T18:00:00Z"));
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

    /** RFC 6533 section 6: what was in UTF-8 is reported in UTF-8. */
    @Test
    void aMessageInUtf8HasTheTypesOfRfc6533() throws Exception {
        String header = "Subject: mañana\r\n";
        MimeMessage message = parse(write(header, refused("josé+x@correo.es", "550 5.1.1 no")));
        assertThat(message.getContentType()).contains("report-type=global-delivery-status");
        assertThat(message.getHeader("Content-Transfer-Encoding")).containsExactly("8bit");
        MimeMultipart report = (MimeMultipart) message.getContent();
        assertThat(report.getBodyPart(1).getContentType()).isEqualTo("message/global-delivery-status");
        assertThat(octets(report.getBodyPart(1))).contains("Final-Recipient: utf-8; josé+x@correo.es\r\n");
        assertThat(report.getBodyPart(2).getContentType()).isEqualTo("message/global-headers");
        assertThat(octets(report.getBodyPart(2))).isEqualTo(header);
    }

    @Test
    void returnsAHeaderInAnotherCharsetAsItIs() throws Exception {
        byte[] header = "Subject: ma\u00f1ana\r\n".getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        notification("en", new Header(header), refused("nadie@b.test", "550 no"))
                .writeTo(out);
        MimeMultipart report = (MimeMultipart)
                new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(out.toByteArray()))
                        .getContent();
        assertThat(report.getBodyPart(1).getContentType()).isEqualTo("message/delivery-status");
        assertThat(report.getBodyPart(2).getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(report.getBodyPart(2).getHeader("Content-Transfer-Encoding")).containsExactly("8bit");
        assertThat(report.getBodyPart(2).getInputStream().readAllBytes()).isEqualTo(header);
    }

    @Test
    void belongsToTheThreadOfTheMessage() throws Exception {
        String header = "Message-ID:\r\n <uno@ejemplo.com>\r\nSubject: a\r\n";
        MimeMessage message = parse(write(header, refused("nadie@b.test", "550 no")));
        assertThat(message.getHeader("In-Reply-To")).containsExactly("<uno@ejemplo.com>");
        assertThat(message.getHeader("References")).containsExactly("<uno@ejemplo.com>");
        assertThat(write("Message-ID: <a b>\r\n", refused("nadie@b.test", "550 no")))
                .doesNotContain("In-Reply-To", "References");
    }

    /** Each of the files is a whole notification, with a name in place of what is random. */
    @ParameterizedTest
    @CsvSource({"en", "es", "fr", "de", "pt", "'es,en'"})
    void saysItInWords(String languages) throws Exception {
        Header header = new Header("From: ana@ejemplo.com\r\nSubject: Actas\r\n".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        notification(
                        languages,
                        header,
                        refused("nadie@b.test", "550 5.1.1 no such user"),
                        RecipientReport.failed(
                                MailAddress.parse("eva@c.test"),
                                Optional.empty(),
                                Failure.local(EnhancedStatus.parse("5.1.2"), "There is no domain c.test")),
                        RecipientReport.delayed(
                                MailAddress.parse("luis@d.test"),
                                Optional.empty(),
                                Failure.local(EnhancedStatus.parse("4.4.7"), "no answer"),
                                Instant.parse("2026-11-28T10:00:00Z")),
                        RecipientReport.relayed(
                                MailAddress.parse("rosa@e.test"),
                                Optional.of(new OriginalRecipient("rfc822", "r@e.test")),
                                "mx.e.test",
                                new RemoteReply(250, Optional.empty(), "250 Ok")),
                        RecipientReport.delivered(MailAddress.parse("juan@ejemplo.com"), Optional.empty()))
                .writeTo(out);
        MimeMultipart report =
                (MimeMultipart) parse(out.toString(StandardCharsets.UTF_8)).getContent();
        String written =
                "Subject: " + parse(out.toString(StandardCharsets.UTF_8)).getSubject() + "\n"
                        + "Content-Language: " + report.getBodyPart(0).getHeader("Content-Language")[0] + "\n\n"
                        + ((String) report.getBodyPart(0).getContent()).replace("\r\n", "\n")
                        + octets(report.getBodyPart(1)).replace("\r\n", "\n");
        try (InputStream expected = getClass().getResourceAsStream("notification-" + languages + ".txt")) {
            assertThat(written).isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void theLanguageOfTheMessageComesFirst() throws Exception {
        String german = write("Content-Language: de-AT, en\r\n", refused("nadie@b.test", "550 no"));
        assertThat(german).contains("Content-Language: de, en\r\n", "Subject: Ihre Nachricht konnte nicht");
        assertThat(write("Content-Language: tlh\r\n", refused("nadie@b.test", "550 no")))
                .contains("Content-Language: en\r\n");
    }

    private static String octets(BodyPart part) throws Exception {
        return new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
