package org.valija.order;

import java.util.Optional;
import java.util.Set;
import org.valija.settings.InvalidSettingException;

/**
 * Which mail is meant: what fulfils all that is given; all mail if nothing is.
 *
 * @param destination the recipients' domain, {@code *.domain} for all below it, or an address literal in brackets
 * @param sender the reverse-path, its domain, {@code *.domain}, or {@code <>} for bounces
 * @param stream the stream of mail
 * @param businessKey what its sender calls it, to the letter
 */
public record MailCriteria(
        Optional<String> destination, Optional<String> sender, Optional<String> stream, Optional<String> businessKey) {

    /** All mail. */
    public static final MailCriteria ALL =
            new MailCriteria(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The column has as many characters. */
    private static final int MAX_BUSINESS_KEY = 200;

    public boolean isAll() {
        return equals(ALL);
    }

    /**
     * @param streams those that there are
     * @throws InvalidSettingException with the first that nothing can fulfil
     */
    public void check(Set<String> streams) {
        destinationCriterion();
        senderCriterion();
        stream.filter(name -> !streams.contains(name)).ifPresent(name -> {
            throw new InvalidSettingException(
                    "stream", "There is no such stream; there are: " + String.join(", ", streams) + ".");
        });
        businessKey
                .filter(key -> key.isBlank() || key.length() > MAX_BUSINESS_KEY)
                .ifPresent(key -> {
                    throw new InvalidSettingException(
                            "businessKey", "A business key has 1 to " + MAX_BUSINESS_KEY + " characters.");
                });
    }

    /** @throws InvalidSettingException if it is none */
    public Optional<DomainCriterion> destinationCriterion() {
        try {
            return destination.map(DomainCriterion::parse);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "destination",
                    "Give the recipients' domain, such as ejemplo.com, or *.ejemplo.com for those below it.");
        }
    }

    /** @throws InvalidSettingException if it is none */
    public Optional<SenderCriterion> senderCriterion() {
        try {
            return sender.map(SenderCriterion::parse);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "sender", "Give an address, its domain, *.domain for those below it, or <> for bounces.");
        }
    }
}
