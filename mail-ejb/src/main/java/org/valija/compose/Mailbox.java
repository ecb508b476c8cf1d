package org.valija.compose;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import org.valija.InvalidAddressException;
import org.valija.InvalidMailException;
import org.valija.InvalidMailException.Reason;
import org.valija.MailAddress;

/**
 * An address with its display name, as it stands in a header.
 *
 * @param address for the envelope
 * @param header for the header
 */
record Mailbox(MailAddress address, InternetAddress header) {

    /**
     * Reads one mailbox (RFC 5322 section 3.4) such as {@code Ana <ana@ejemplo.com>}.
     *
     * @param field names the value in the exception
     * @throws InvalidMailException if there is a line break in it, or it is not one mailbox
     */
    static Mailbox parse(Field field, String text) {
        Lines.single(field, text);
        InternetAddress[] parsed;
        try {
            parsed = InternetAddress.parse(text, true);
        } catch (AddressException e) {
            throw new InvalidMailException(
                    Reason.INVALID_ADDRESS, field.name(), field + " is no mail address: " + e.getMessage(), e);
        }
        if (parsed.length != 1 || parsed[0].isGroup()) {
            throw new InvalidMailException(Reason.INVALID_ADDRESS, field.name(), field + " must be one mail address");
        }
        return of(field, parsed[0]);
    }

    /** Takes a mailbox that Jakarta Mail has read. */
    static Mailbox of(Field field, InternetAddress read) {
        MailAddress address = address(field, read.getAddress());
        try {
            return new Mailbox(
                    address,
                    new InternetAddress(address.toString(), read.getPersonal(), StandardCharsets.UTF_8.name()));
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e); // every JDK has UTF-8
        }
    }

    /** Reads a bare address. */
    static MailAddress address(Field field, String text) {
        Lines.single(field, text == null ? "" : text);
        try {
            return MailAddress.parse(text == null ? "" : text);
        } catch (InvalidAddressException e) {
            throw new InvalidMailException(Reason.INVALID_ADDRESS, field.name(), field + ": " + e.getMessage(), e);
        }
    }
}
