package org.valija.policy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.valija.Client;
import org.valija.MailAddress;
import org.valija.settings.Published;
import org.valija.spi.SessionPolicy;

/** Decides by the relay rules in memory; called on event loops, it never waits. */
final class RelayPolicy implements SessionPolicy {

    private final Published<List<RelayRuleMatcher>> current = new Published<>(List.of());
    private final Predicate<MailAddress> own;

    /** @param own whether an address is one that this server itself takes mail at, from anybody */
    RelayPolicy(Predicate<MailAddress> own) {
        this.own = own;
    }

    /** Of the rules that are in force; -1 if none are known yet. */
    long revision() {
        return current.revision();
    }

    /** The result, when it runs, makes these the rules to decide by, unless newer ones are known then. */
    Runnable prepare(long revision, List<RelayRule> rules) {
        return current.prepare(
                revision, rules.stream().map(RelayRuleMatcher::new).toList());
    }

    @Override
    public CompletionStage<ConnectDecision> connect(Client client) {
        return CompletableFuture.completedFuture(decideAtConnect(client));
    }

    /** A client whose every recipient would be refused is told so before it asks. */
    private ConnectDecision decideAtConnect(Client client) {
        for (RelayRuleMatcher rule : current.get()) {
            if (!rule.matchesConnection(client)) {
                continue;
            }
            Optional<Refuse> refusal = rule.refusalAtConnect();
            if (refusal.isPresent()) {
                return refusal.get();
            }
            if (!rule.refuses()) {
                return new Accept(); // it may take the first recipient
            }
        }
        return new Accept();
    }

    @Override
    public CompletionStage<RecipientDecision> recipient(
            Client client, Optional<MailAddress> reversePath, MailAddress recipient) {
        return CompletableFuture.completedFuture(decide(client, reversePath, recipient));
    }

    private RecipientDecision decide(Client client, Optional<MailAddress> reversePath, MailAddress recipient) {
        if (own.test(recipient)) {
            return new Own();
        }
        for (RelayRuleMatcher rule : current.get()) {
            if (rule.matches(client, reversePath, recipient)) {
                return rule.decision();
            }
        }
        return new Accept(); // never an open relay: what no rule speaks of is for beans only
    }
}
