package org.valija.order;

import java.util.Optional;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;

/**
 * Which reverse-paths are meant. Both are empty for the null reverse-path.
 *
 * @param address this one
 * @param domain those of a domain
 */
public record SenderCriterion(Optional<MailAddress> address, Optional<DomainCriterion> domain) {

    /** The null reverse-path: bounces. */
    static final String NULL = "<>";

    /**
     * @param text an address, a domain, {@code *.domain}, or {@code <>}
     * @throws IllegalArgumentException if it is none of them
     */
    static SenderCriterion parse(String text) {
        if (text.equals(NULL)) {
            return new SenderCriterion(Optional.empty(), Optional.empty());
        }
        if (!text.contains("@")) {
            return new SenderCriterion(Optional.empty(), Optional.of(DomainCriterion.parse(text)));
        }
        try {
            return new SenderCriterion(Optional.of(MailAddress.parse(text)), Optional.empty());
        } catch (InvalidAddressException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    boolean matches(Optional<MailAddress> reversePath) {
        if (reversePath.isEmpty()) {
            return address.isEmpty() && domain.isEmpty();
        }
        return domain.map(d -> d.matches(reversePath.get().domain())).orElse(address.equals(reversePath));
    }
}
