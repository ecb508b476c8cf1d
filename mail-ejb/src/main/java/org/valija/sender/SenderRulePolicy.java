package org.valija.sender;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.valija.Client;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.spi.SenderPolicy;

/** Decides by the sender rules in memory; called on event loops, it never waits. */
final class SenderRulePolicy implements SenderPolicy {

    /** RFC 6409 section 6.1; the code is that of RFC 3463 for what is not authorized. */
    static final Reply NOT_YOURS = Reply.of(553, "5.7.1", "You may not send as this address");

    private static final List<SenderPattern> OWN = List.of(SenderPattern.parse(SenderRule.OWN));

    private final AtomicReference<Rules> current = new AtomicReference<>(new Rules(-1, List.of()));

    private record Rules(long revision, List<Parsed> rules) {}

    private record Parsed(SenderRule rule, List<SenderPattern> senders) {
        boolean isFor(String user, Set<String> roles) {
            return rule.user().map(user::equals).orElse(true)
                    && rule.role().map(roles::contains).orElse(true);
        }
    }

    /** Decides by these rules from now on, unless newer ones are known already. */
    void publish(long revision, List<SenderRule> rules) {
        List<Parsed> parsed = rules.stream()
                .map(rule -> new Parsed(
                        rule, rule.senders().stream().map(SenderPattern::parse).toList()))
                .toList();
        current.accumulateAndGet(new Rules(revision, parsed), (a, b) -> a.revision > b.revision ? a : b);
    }

    @Override
    public Optional<Reply> refusal(Client client, Set<String> roles, Optional<MailAddress> reversePath) {
        // A notification has no sender (RFC 8098 section 3), and clients send them, too.
        if (client.user().isEmpty() || reversePath.isEmpty()) {
            return Optional.empty();
        }
        String user = client.user().get();
        List<SenderPattern> senders = current.get().rules.stream()
                .filter(rule -> rule.isFor(user, roles))
                .findFirst()
                .map(Parsed::senders)
                .orElse(OWN);
        boolean allowed = senders.stream().anyMatch(sender -> sender.matches(user, reversePath.get()));
        return allowed ? Optional.empty() : Optional.of(NOT_YOURS);
    }
}
