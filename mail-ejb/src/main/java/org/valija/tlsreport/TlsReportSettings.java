package org.valija.tlsreport;

import java.util.Optional;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;

/**
 * What is set by system properties, read once at the start.
 *
 * @param organization {@code valija.tlsrpt.organization}: who we are, in the reports that we send; empty to send none
 * @param contact {@code valija.tlsrpt.contact}: who sends them, and whom others may ask; there if an organization is
 * @param address {@code valija.tlsrpt.address}: where reports of others come in; empty to read none
 */
public record TlsReportSettings(String organization, Optional<MailAddress> contact, Optional<MailAddress> address) {

    private static final int MAX_ORGANIZATION = 100;

    /** @throws IllegalArgumentException if a value can't be used; the message names its property */
    public static TlsReportSettings read() {
        String organization =
                System.getProperty("valija.tlsrpt.organization", "").strip();
        if (organization.length() > MAX_ORGANIZATION || !organization.matches("\\p{Print}*")) {
            throw new IllegalArgumentException("The system property valija.tlsrpt.organization: it is at most "
                    + MAX_ORGANIZATION + " printable characters of ASCII");
        }
        Optional<MailAddress> contact = address("valija.tlsrpt.contact");
        if (!organization.isEmpty() && contact.isEmpty()) {
            throw new IllegalArgumentException(
                    "The system property valija.tlsrpt.contact: reports need an address, from which they are sent");
        }
        return new TlsReportSettings(organization, contact, address("valija.tlsrpt.address"));
    }

    private static Optional<MailAddress> address(String property) {
        String text = System.getProperty(property, "").strip();
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(MailAddress.parse(text));
        } catch (InvalidAddressException e) {
            throw new IllegalArgumentException("The system property " + property + ": " + e.getMessage(), e);
        }
    }

    /** Whether reports of others come in at this address, in any case. */
    public boolean receivesAt(MailAddress recipient) {
        return address.filter(ours -> ours.localPart().equalsIgnoreCase(recipient.localPart())
                        && ours.domain().equalsIgnoreCase(recipient.domain()))
                .isPresent();
    }

    boolean sends() {
        return !organization.isEmpty();
    }
}
