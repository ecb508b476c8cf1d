package org.valija.route;

import java.util.Optional;
import org.valija.settings.DomainPattern;
import org.valija.settings.ReversePathPattern;

/** A route's conditions, parsed once. */
final class RouteMatcher {

    private final RouteConditions conditions;
    private final DomainPattern recipientDomain;
    private final Optional<ReversePathPattern> sender;

    /** @throws IllegalArgumentException if one of them is malformed */
    RouteMatcher(RouteConditions conditions) {
        this.conditions = conditions;
        recipientDomain = DomainPattern.parse(conditions.recipientDomain());
        sender = conditions.sender().map(ReversePathPattern::parse);
    }

    boolean matches(RoutedMail mail) {
        return recipientDomain.matches(mail.recipientDomain())
                && mail.size() >= conditions.minSize()
                && conditions.stream().map(mail.stream()::equals).orElse(true)
                && sender.map(pattern -> pattern.matches(mail.reversePath())).orElse(true);
    }

    /** Whether it matches some of the mail for this domain. */
    boolean matchesSomeFor(String domain) {
        return recipientDomain.matches(domain);
    }

    /** Whether nothing but the recipient's domain matters. */
    boolean isByDomainAlone() {
        return sender.isEmpty() && conditions.stream().isEmpty() && conditions.minSize() <= 0;
    }

    /** Whether everything that the other one matches is matched by this, too. */
    boolean covers(RouteMatcher other) {
        boolean everySender = sender.map(
                        pattern -> other.sender.filter(pattern::covers).isPresent())
                .orElse(true);
        boolean everyStream =
                conditions.stream().isEmpty() || conditions.stream().equals(other.conditions.stream());
        return recipientDomain.covers(other.recipientDomain)
                && everySender
                && everyStream
                && Math.max(0, conditions.minSize()) <= Math.max(0, other.conditions.minSize());
    }
}
