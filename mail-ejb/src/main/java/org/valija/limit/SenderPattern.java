package org.valija.limit;

import java.util.Optional;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;
import org.valija.settings.DomainPattern;

/**
 * Whose mail a limit is for, parsed once.
 *
 * @param localPart empty for every one
 */
record SenderPattern(Optional<String> localPart, DomainPattern domain) {

    /** @throws IllegalArgumentException if it is none */
    static SenderPattern parse(String text) {
        if (!text.contains("@")) {
            return new SenderPattern(Optional.empty(), DomainPattern.parse(text));
        }
        try {
            MailAddress address = MailAddress.parse(text);
            return new SenderPattern(Optional.of(address.localPart()), DomainPattern.parse(address.domain()));
        } catch (InvalidAddressException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    boolean matches(MailAddress sender) {
        // RFC 5321 section 2.4 lets a local part's case matter, and says that nobody should make use of that.
        return localPart.map(sender.localPart()::equalsIgnoreCase).orElse(true) && domain.matches(sender.domain());
    }

    boolean covers(SenderPattern other) {
        if (localPart.isPresent()) {
            return other.localPart().filter(localPart.get()::equalsIgnoreCase).isPresent()
                    && domain.covers(other.domain());
        }
        return domain.covers(other.domain());
    }
}
