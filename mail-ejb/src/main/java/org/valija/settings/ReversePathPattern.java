package org.valija.settings;

import java.util.Optional;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;

/**
 * Which senders a setting is for, parsed once: an address, a domain, {@code *.domain}, {@code *}, or {@code <>} for the null
 * sender.
 *
 * @param localPart empty for every one
 * @param domain empty for the null sender
 */
public record ReversePathPattern(Optional<String> localPart, Optional<DomainPattern> domain) {

    /** The null reverse-path (RFC 5321 section 4.5.5). */
    private static final String NULL = "<>";

    /** @throws IllegalArgumentException if it is none */
    public static ReversePathPattern parse(String text) {
        if (text.equals(NULL)) {
            return new ReversePathPattern(Optional.empty(), Optional.empty());
        }
        if (!text.contains("@")) {
            return new ReversePathPattern(Optional.empty(), Optional.of(DomainPattern.parse(text)));
        }
        try {
            MailAddress address = MailAddress.parse(text);
            return new ReversePathPattern(
                    Optional.of(address.localPart()), Optional.of(DomainPattern.parse(address.domain())));
        } catch (InvalidAddressException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public boolean matches(Optional<MailAddress> reversePath) {
        if (domain.isEmpty() || reversePath.isEmpty()) {
            return domain.isEmpty() && reversePath.isEmpty();
        }
        // RFC 5321 section 2.4 lets a local part's case matter, and says that nobody should make use of that.
        return domain.get().matches(reversePath.get().domain())
                && localPart
                        .map(name -> name.equalsIgnoreCase(reversePath.get().localPart()))
                        .orElse(true);
    }

    /** Whether every sender that the other one matches is matched by this, too. */
    public boolean covers(ReversePathPattern other) {
        if (domain.isEmpty() || other.domain.isEmpty()) {
            return domain.isEmpty() && other.domain.isEmpty();
        }
        boolean sameLocalPart = localPart.isEmpty()
                || other.localPart.filter(localPart.get()::equalsIgnoreCase).isPresent();
        return sameLocalPart && domain.get().covers(other.domain.get());
    }
}
