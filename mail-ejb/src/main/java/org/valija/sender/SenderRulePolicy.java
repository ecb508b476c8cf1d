package org.valija.sender;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.valija.Client;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.settings.Published;
import org.valija.spi.SenderPolicy;

/** Decides by the sender rules in memory; called on event loops, it never waits. */
final class SenderRulePolicy implements SenderPolicy {

    /** RFC 6409 section 6.1; the code is that of RFC 3463 for what is not authorized. */
    static final Reply NOT_YOURS = Reply.of(553, "5.7.1", "You may not send as this address");

    private static final List<SenderPattern> OWN = List.of(SenderPattern.parse(SenderRule.OWN));

    private static final Logger LOG = System.getLogger(SenderRulePolicy.class.getName());

    private final Published<List<Parsed>> current = new Published<>(List.of());

    private record Parsed(SenderRule rule, List<SenderPattern> senders) {
        boolean isFor(String user, Set<String> roles) {
            return rule.user().map(user::equals).orElse(true)
                    && rule.role().map(roles::contains).orElse(true);
        }
    }

    /** Of the rules that are in force; -1 if none are known yet. */
    long revision() {
        return current.revision();
    }

    /** The result, when it runs, makes these the rules to decide by, unless newer ones are known then. */
    Runnable prepare(long revision, List<SenderRule> rules) {
        return current.prepare(
                revision, rules.stream().map(SenderRulePolicy::parsed).toList());
    }

    /** Whatever is in the database: nobody else's mail may wait for one wrong rule. It allows what can be read of it. */
    private static Parsed parsed(SenderRule rule) {
        List<SenderPattern> senders = new ArrayList<>();
        for (String sender : rule.senders()) {
            try {
                senders.add(SenderPattern.parse(sender));
            } catch (IllegalArgumentException e) {
                LOG.log(Level.ERROR, "Sender rule " + rule.id() + " allows what is no address; that is left out", e);
            }
        }
        return new Parsed(rule, senders);
    }

    @Override
    public Optional<Reply> refusal(Client client, Set<String> roles, Optional<MailAddress> reversePath) {
        // A notification has no sender (RFC 8098 section 3), and clients send them, too.
        if (client.user().isEmpty() || reversePath.isEmpty()) {
            return Optional.empty();
        }
        String user = client.user().get();
        List<SenderPattern> senders = current.get().stream()
                .filter(rule -> rule.isFor(user, roles))
                .findFirst()
                .map(Parsed::senders)
                .orElse(OWN);
        boolean allowed = senders.stream().anyMatch(sender -> sender.matches(user, reversePath.get()));
        return allowed ? Optional.empty() : Optional.of(NOT_YOURS);
    }
}
