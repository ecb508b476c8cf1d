package org.valija.tlsreport;

import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.valija.MailAddress;

/** The message in which a report travels (RFC 8460 section 5.3). */
final class ReportMail {

    private ReportMail() {}

    static MimeMessage of(ReportDocument report, MailAddress recipient) throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom(new InternetAddress(report.contact().toString()));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(recipient.toString()));
        message.setSubject(
                "Report Domain: " + report.domain() + " Submitter: "
                        + report.contact().domain() + " Report-ID: <" + report.id() + "@"
                        + report.contact().domain() + ">",
                StandardCharsets.UTF_8.name());
        message.setHeader("TLS-Report-Domain", report.domain());
        message.setHeader("TLS-Report-Submitter", report.contact().domain());
        // RFC 8460 section 3: what a report tells of must not keep the report from arriving; RFC 8689 section 3 says so
        // to
        // every host on its way.
        message.setHeader("TLS-Required", "No");
        message.setHeader("Auto-Submitted", "auto-generated");

        MimeBodyPart text = new MimeBodyPart();
        text.setText(
                "This is an aggregate report (RFC 8460) from " + report.organization()
                        + " about TLS with the mail hosts" + " of " + report.domain() + " on " + report.day()
                        + " (UTC).\r\n",
                StandardCharsets.US_ASCII.name());
        MimeBodyPart data = new MimeBodyPart();
        data.setDataHandler(new DataHandler(new ByteArrayDataSource(report.compressed(), "application/tlsrpt+gzip")));
        data.setFileName(report.fileName());
        data.setDisposition(Part.ATTACHMENT);
        message.setContent(new MimeMultipart("report; report-type=\"tlsrpt\"", text, data));
        return message;
    }
}
