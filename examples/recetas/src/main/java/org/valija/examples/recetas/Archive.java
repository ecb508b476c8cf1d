package org.valija.examples.recetas;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** Takes a fingerprint of each message to a domain and its subdomains, reading the stream once. */
@MessageDriven(
        activationConfig =
                @ActivationConfigProperty(
                        propertyName = "recipients",
                        propertyValue = "*@archivo.ejemplo.com, *@*.archivo.ejemplo.com"))
@ResourceAdapter("valija.ear#mail-ra.rar")
public class Archive implements MailListener {

    @Inject
    private Notebook notebook;

    @Override
    public void onMail(ReceivedMail received) throws IOException, NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        try (InputStream content = new DigestInputStream(received.content(), sha256)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        notebook.add("Archive", HexFormat.of().formatHex(sha256.digest()) + ", " + received.size() + " octets");
    }
}
