package org.valija.ra;

import java.util.List;
import java.util.Optional;
import org.valija.Client;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.TransmissionOptions;
import org.valija.spi.LocalPostmaster;
import org.valija.spi.SessionPolicy;
import org.valija.spi.SessionPolicy.RecipientDecision;

/**
 * Brings together what the administrator's policy says about a recipient and which beans there are. A bean that wants the
 * recipient comes first; relaying is for those that no bean wants.
 */
final class RecipientCheck {

    private final Endpoints endpoints;
    private final LocalPostmaster postmaster;

    RecipientCheck(Endpoints endpoints, LocalPostmaster postmaster) {
        this.endpoints = endpoints;
        this.postmaster = postmaster;
    }

    /** What becomes of a recipient. */
    sealed interface Verdict {}

    /**
     * Taken, for these beans.
     *
     * @param onward whether it is only the relay, which will send it on to the recipient's domain
     */
    record Taken(List<Endpoint> endpoints, boolean onward) implements Verdict {}

    /** Not taken. */
    record Refused(Reply reply) implements Verdict {}

    Verdict check(RecipientDecision decision, Client client, MailAddress recipient) {
        // RFC 5321 section 4.5.1: mail for the postmaster is taken from anybody.
        boolean forPostmaster = postmaster.isOurs(recipient);
        if (decision instanceof SessionPolicy.Refuse refuse && !forPostmaster) {
            return new Refused(refuse.reply());
        }
        if (decision instanceof SessionPolicy.Own) {
            return byRelay(false);
        }
        Taker taker = endpoints.find(client, recipient);
        if (taker instanceof Taker.Beans beans) {
            return new Taken(beans.endpoints(), false);
        }
        if (forPostmaster && !(taker instanceof Taker.Away)) {
            return byRelay(false);
        }
        if (taker instanceof Taker.AfterLogin) {
            return new Refused(Replies.LOGIN_NEEDED);
        }
        if (taker instanceof Taker.Nobody nobody) {
            return relayed(decision, nobody);
        }
        return new Refused(Replies.RECIPIENT_AWAY);
    }

    private Verdict relayed(RecipientDecision decision, Taker.Nobody nobody) {
        boolean mayRelay = decision instanceof SessionPolicy.Relay relay && (relay.domainNamed() || !nobody.local());
        return mayRelay ? byRelay(true) : new Refused(nobody.otherwise());
    }

    private Verdict byRelay(boolean onward) {
        return endpoints
                .relay()
                .<Verdict>map(relay -> new Taken(List.of(relay), onward))
                .orElseGet(() -> new Refused(Replies.RELAY_AWAY));
    }

    /** Why what was asked for the message can't be done for those who take it. */
    static Optional<Reply> impossible(TransmissionOptions options, Iterable<Endpoint> endpoints) {
        for (Endpoint endpoint : endpoints) {
            boolean relay = endpoint.selection().relay();
            if (relay && options.body() == TransmissionOptions.Body.BINARY_MIME) {
                return Optional.of(Replies.BINARY_NOT_RELAYED); // RFC 3030 section 3
            }
            if (!relay && options.holdUntil().isPresent()) {
                return Optional.of(Replies.NOT_HELD); // only the outbound queue can keep a message
            }
        }
        return Optional.empty();
    }

    /** Whether a message of this size is more than one of the beans takes. */
    static boolean isTooLarge(long size, Iterable<Endpoint> endpoints) {
        for (Endpoint endpoint : endpoints) {
            if (size > endpoint.selection().maxMessageSize()) {
                return true;
            }
        }
        return false;
    }
}
