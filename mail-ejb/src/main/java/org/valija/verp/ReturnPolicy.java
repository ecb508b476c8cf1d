package org.valija.verp;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.valija.Client;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.spi.SessionPolicy;

/**
 * Decides about recipients in our bounce domain, before any rule: what we have signed is taken from anybody, and what we have not
 * from nobody. Called on event loops; it never waits.
 */
public final class ReturnPolicy implements SessionPolicy {

    private static final Refuse FORGED =
            new Refuse(Reply.of(550, "5.1.1", "There is no such return address, or it is no longer valid"));

    private final SessionPolicy others;
    private final ReturnAddresses addresses;

    /** @param others decides about everything else */
    public ReturnPolicy(SessionPolicy others, ReturnAddresses addresses) {
        this.others = others;
        this.addresses = addresses;
    }

    @Override
    public CompletionStage<ConnectDecision> connect(Client client) {
        return others.connect(client);
    }

    @Override
    public CompletionStage<RecipientDecision> recipient(
            Client client, Optional<MailAddress> reversePath, MailAddress recipient) {
        if (!addresses.isOurs(recipient)) {
            return others.recipient(client, reversePath, recipient);
        }
        boolean known = addresses.isRole(recipient) || addresses.read(recipient).isPresent();
        return CompletableFuture.completedFuture(known ? new Own() : FORGED);
    }
}
