package org.valija.spi;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.valija.Client;
import org.valija.MailAddress;
import org.valija.Reply;

/**
 * What the administrator has decided about sessions; mail-ejb registers it, the SMTP engine asks it. Called on event
 * loops: it must not block. What takes time completes the stage later.
 */
public interface SessionPolicy {

    /** Asked when a client has connected, before the greeting. */
    CompletionStage<ConnectDecision> connect(Client client);

    /**
     * Asked at RCPT.
     *
     * @param reversePath as given at MAIL, empty for {@code <>}
     */
    CompletionStage<RecipientDecision> recipient(
            Client client, Optional<MailAddress> reversePath, MailAddress recipient);

    /** The answer at connect. */
    sealed interface ConnectDecision {}

    /** The answer at RCPT. */
    sealed interface RecipientDecision {}

    /** Take it where a bean wants it; at RCPT: for an endpoint, but do not relay. */
    record Accept() implements ConnectDecision, RecipientDecision {}

    /**
     * Take it for an endpoint, or else relay it.
     *
     * @param domainNamed the administrator named the recipient's domain: relay there even though beans receive other
     *     addresses of this domain
     */
    record Relay(boolean domainNamed) implements RecipientDecision {}

    /** It is an address of this server itself, which takes it from anybody: it goes to the relay, which does not pass it on. */
    record Own() implements RecipientDecision {}

    /**
     * Refuse.
     *
     * @param reply 4xx or 5xx
     */
    record Refuse(Reply reply) implements ConnectDecision, RecipientDecision {}
}
