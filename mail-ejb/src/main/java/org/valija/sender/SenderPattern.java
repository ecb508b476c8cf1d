package org.valija.sender;

import java.util.Optional;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;
import org.valija.settings.DomainPattern;

/**
 * What a rule allows, parsed once.
 *
 * @param localPart empty for every one
 * @param domain empty for {@link SenderRule#OWN}: the user's name is all
 */
record SenderPattern(Optional<String> localPart, Optional<DomainPattern> domain) {

    /** @throws IllegalArgumentException if it is none */
    static SenderPattern parse(String text) {
        if (text.equals(SenderRule.OWN)) {
            return new SenderPattern(Optional.of(SenderRule.OWN), Optional.empty());
        }
        if (text.startsWith(SenderRule.OWN + "@")) {
            String domain = text.substring(SenderRule.OWN.length() + 1);
            return new SenderPattern(Optional.of(SenderRule.OWN), Optional.of(DomainPattern.parse(domain)));
        }
        if (text.contains("{")) {
            throw new IllegalArgumentException(
                    "only {user} stands for something"); // allowed in an address, but a mistake
        }
        if (!text.contains("@")) {
            return new SenderPattern(Optional.empty(), Optional.of(DomainPattern.parse(text)));
        }
        try {
            MailAddress address = MailAddress.parse(text);
            return new SenderPattern(
                    Optional.of(address.localPart()), Optional.of(DomainPattern.parse(address.domain())));
        } catch (InvalidAddressException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    boolean matches(String user, MailAddress sender) {
        if (domain.isEmpty()) {
            return isAddress(user, sender);
        }
        boolean sameLocalPart = localPart
                .map(name -> name.equals(SenderRule.OWN) ? user : name)
                // RFC 5321 section 2.4 lets a local part's case matter, and says that nobody should make use of that.
                .map(name -> name.equalsIgnoreCase(sender.localPart()))
                .orElse(true);
        return sameLocalPart && domain.get().matches(sender.domain());
    }

    private static boolean isAddress(String user, MailAddress sender) {
        int at = user.lastIndexOf('@');
        return at > 0
                && user.substring(0, at).equalsIgnoreCase(sender.localPart())
                && DomainPattern.isDomain(user.substring(at + 1))
                && DomainPattern.parse(user.substring(at + 1)).matches(sender.domain());
    }
}
