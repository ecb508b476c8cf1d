package org.valija;

import java.util.Locale;
import java.util.Objects;

/**
 * A mailbox of RFC 5321 section 4.1.2, UTF-8 as of RFC 6531 included: a local part and a domain or address literal.
 *
 * <p>The local part is kept without its quotes, the domain in lower case. Two addresses are equal when their local parts
 * are the same to the letter (RFC 5321 section 2.4) and their domains the same in any case.
 *
 * @param localPart the local part, unquoted; 1 to 64 octets in UTF-8 (RFC 5321 section 4.5.3.1.1)
 * @param domain a domain name, or an address literal in brackets; at most 255 octets (section 4.5.3.1.2)
 */
public record MailAddress(String localPart, String domain) {

    public MailAddress {
        Objects.requireNonNull(localPart, "localPart");
        domain = Objects.requireNonNull(domain, "domain").toLowerCase(Locale.ROOT);
        AddressGrammar.check(localPart, domain);
    }

    /**
     * Reads an address such as {@code ana@ejemplo.com} or {@code "ana maría"@ejemplo.com}.
     *
     * @param text a mailbox without angle brackets, display name or white space around it
     * @throws InvalidAddressException if the text is no mailbox; its message says why
     */
    public static MailAddress parse(String text) {
        return AddressGrammar.parse(text);
    }

    /** Whether the address needs SMTPUTF8 (RFC 6531): it has a character outside ASCII. */
    public boolean isInternational() {
        return !AddressGrammar.isAscii(localPart) || !AddressGrammar.isAscii(domain);
    }

    /** The address as it stands in a path or a header, the local part quoted where the grammar asks for it. */
    @Override
    public String toString() {
        return AddressGrammar.quoteIfNeeded(localPart) + "@" + domain;
    }
}
