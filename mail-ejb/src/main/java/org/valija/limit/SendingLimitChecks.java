package org.valija.limit;

import java.util.List;
import java.util.Optional;
import org.valija.settings.DomainPattern;
import org.valija.settings.InvalidSettingException;
import org.valija.settings.ReversePathPattern;
import org.valija.settings.Streams;

/** Whether sending limits can be kept. */
final class SendingLimitChecks {

    static final int MAX_LIMITS = 500;

    private static final int MAX_USER = 255;

    private SendingLimitChecks() {}

    /**
     * @param others those that there are besides
     * @throws InvalidSettingException if it can't, with the first value that is wrong
     */
    static void check(SendingLimit limit, Streams streams, List<SendingLimit> others) {
        limit.sender().ifPresent(SendingLimitChecks::checkSender);
        limit.domain().ifPresent(domain -> {
            try {
                DomainPattern.parse(domain);
            } catch (IllegalArgumentException e) {
                throw new InvalidSettingException(
                        "domain",
                        "Give a domain such as ejemplo.com, or *.ejemplo.com for its subdomains; leave it empty for all.");
            }
        });
        limit.stream().ifPresent(stream -> streams.check("stream", stream));
        if (limit.user()
                .filter(user -> user.isBlank() || user.length() > MAX_USER)
                .isPresent()) {
            throw new InvalidSettingException(
                    "user",
                    "Give a name of at most " + MAX_USER + " characters, or * for all users who have logged in.");
        }
        if (limit.each() && limit.sender().isEmpty() && limit.user().isEmpty()) {
            throw new InvalidSettingException("sender", "Say which senders, each by himself: * for all of them.");
        }
        if (others.size() >= MAX_LIMITS) {
            throw new InvalidSettingException("", "There are at most " + MAX_LIMITS + " limits.");
        }
        for (SendingLimit other : others) {
            if (other.id() != limit.id() && isNeverReached(limit, other)) {
                throw new InvalidSettingException(
                        "rate", "It would never be reached: there may be " + other + " already.");
            }
        }
    }

    private static void checkSender(String sender) {
        try {
            ReversePathPattern.parse(sender);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "sender",
                    "Give an address, a domain such as ejemplo.com or *.ejemplo.com, <> for reports of ours, or * for"
                            + " all but these; leave it empty for all.");
        }
    }

    /** Whether another limit takes effect before, always: it is for all that this one is for, together, and not higher. */
    private static boolean isNeverReached(SendingLimit limit, SendingLimit other) {
        return !other.each()
                && coversSender(other, limit)
                && coversUser(other.user(), limit.user())
                && coversDomain(other.domain(), limit.domain())
                && (other.stream().isEmpty() || other.stream().equals(limit.stream()))
                && other.rate().unit() == limit.rate().unit()
                && other.rate().messages() <= limit.rate().messages();
    }

    private static boolean coversSender(SendingLimit other, SendingLimit limit) {
        return other.sender().isEmpty()
                || limit.sender()
                        .filter(sender ->
                                ReversePathPattern.parse(other.sender().get()).covers(ReversePathPattern.parse(sender)))
                        .isPresent();
    }

    private static boolean coversUser(Optional<String> other, Optional<String> user) {
        return other.isEmpty()
                || user.filter(name -> other.get().equals(SendingLimit.ALL) || name.equalsIgnoreCase(other.get()))
                        .isPresent();
    }

    private static boolean coversDomain(Optional<String> other, Optional<String> domain) {
        return other.isEmpty()
                || domain.filter(name -> DomainPattern.parse(other.get()).covers(DomainPattern.parse(name)))
                        .isPresent();
    }
}
