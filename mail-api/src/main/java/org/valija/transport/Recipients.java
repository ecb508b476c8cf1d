package org.valija.transport;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;

/**
 * The addresses that a message is handed over with.
 *
 * @param valid those that can exist, as they were given; the members of a group instead of the group
 * @param mailboxes the same, read, and each once
 * @param invalid those that can't
 * @param reasons why not, one for each of them
 */
record Recipients(
        List<Address> valid,
        List<MailAddress> mailboxes,
        List<Address> invalid,
        List<InvalidAddressException> reasons) {

    /** @throws MessagingException if there is none, or one that is not of the internet */
    static Recipients of(Address[] addresses) throws MessagingException {
        if (addresses == null || addresses.length == 0) {
            throw new SendFailedException("No recipient addresses");
        }
        List<Address> valid = new ArrayList<>();
        Set<MailAddress> mailboxes = new LinkedHashSet<>();
        List<Address> invalid = new ArrayList<>();
        List<InvalidAddressException> reasons = new ArrayList<>();
        for (InternetAddress address : withoutGroups(addresses)) {
            try {
                mailboxes.add(mailbox(address.getAddress()));
                valid.add(address);
            } catch (InvalidAddressException e) {
                invalid.add(address);
                reasons.add(e);
            }
        }
        return new Recipients(valid, List.copyOf(mailboxes), invalid, reasons);
    }

    /** RFC 5322 section 3.4: a group stands for its members, and may have none. */
    private static List<InternetAddress> withoutGroups(Address[] addresses) throws MessagingException {
        List<InternetAddress> members = new ArrayList<>();
        for (Address address : addresses) {
            if (!(address instanceof InternetAddress internet)) {
                throw new MessagingException(address + " is not an InternetAddress");
            }
            if (internet.isGroup()) {
                members.addAll(membersOf(internet));
            } else {
                members.add(internet);
            }
        }
        return members;
    }

    private static List<InternetAddress> membersOf(InternetAddress group) {
        try {
            return List.of(group.getGroup(true));
        } catch (AddressException e) {
            return List.of(group); // which is no mailbox, and so is refused
        }
    }

    /**
     * Reads an address, in angle brackets or without, as Jakarta Mail's own transport does.
     *
     * @throws InvalidAddressException if it can't exist
     */
    static MailAddress mailbox(String address) {
        String text = address == null ? "" : address;
        boolean inBrackets = text.startsWith("<") && text.endsWith(">");
        return MailAddress.parse(inBrackets ? text.substring(1, text.length() - 1) : text);
    }

    /** What tells the application of the invalid ones. */
    SendFailedException failure(Address[] sent, Address[] unsent) {
        String message = reasons.isEmpty()
                ? "No recipient addresses"
                : "Invalid Addresses: " + reasons.get(0).getMessage();
        return new SendFailedException(
                message, reasons.isEmpty() ? null : reasons.get(0), sent, unsent, invalid.toArray(Address[]::new));
    }
}
