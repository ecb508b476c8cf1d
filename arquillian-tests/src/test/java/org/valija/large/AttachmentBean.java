package org.valija.large;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.mail.Multipart;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** Reads the attachment of a message by each view of the message, and keeps the checksums. */
@MessageDriven(
        activationConfig = @ActivationConfigProperty(propertyName = "recipients", propertyValue = "*@large.example"))
@ResourceAdapter("valija.ear#mail-ra.rar")
public class AttachmentBean implements MailListener {

    @Inject
    private Checksums checksums;

    @Override
    public void onMail(ReceivedMail mail) throws Exception {
        List<String> seen = new ArrayList<>();
        try (InputStream content = mail.content()) {
            content.skip(mail.size() - 4);
            seen.add("content ends with " + content.readAllBytes().length + " of 4");
        }
        Multipart parts = (Multipart) mail.mimeMessage().getContent();
        try (InputStream attachment = parts.getBodyPart(1).getInputStream()) {
            seen.add("MimeMessage " + checksum(attachment));
        }
        mail.parse((part, body) -> {
            if (part.attachment()) {
                seen.add("parse " + part.fileName() + " " + checksum(body));
            }
        });
        checksums.put(mail.mimeMessage().getSubject(), String.join(", ", seen));
    }

    private static String checksum(InputStream in) throws IOException {
        CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
        long octets = checked.transferTo(OutputStream.nullOutputStream());
        return octets + " octets " + Long.toHexString(checked.getChecksum().getValue());
    }
}
