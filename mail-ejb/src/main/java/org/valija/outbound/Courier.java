package org.valija.outbound;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import org.valija.DeliverBy;
import org.valija.EnhancedStatus;
import org.valija.content.Content;
import org.valija.delivery.Failure;
import org.valija.delivery.Patience;
import org.valija.delivery.RecipientOutcome;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.SmtpClient;
import org.valija.route.NextHops;
import org.valija.route.Router;

/** Makes one attempt to deliver a message. It changes nothing in the queue or the database. Safe for many threads. */
public final class Courier {

    private static final Logger LOG = System.getLogger(Courier.class.getName());

    /** RFC 3463 section 3.5: directory server failure. */
    private static final EnhancedStatus UNRESOLVED = EnhancedStatus.parse("4.4.3");
    /** RFC 3463 section 3.4: other mail system status. */
    private static final EnhancedStatus INTERNAL = EnhancedStatus.parse("4.3.0");

    /** RFC 3463 section 3.5: delivery time expired. */
    private static final EnhancedStatus TOO_LATE = EnhancedStatus.parse("5.4.7");

    private final Router router;
    private final SmtpClient client;

    Courier(Router router, SmtpClient client) {
        this.router = router;
        this.client = client;
    }

    /** Never throws: a fault of our own is a deferral, too, lest a message that provokes it goes round for ever. */
    Attempt attempt(QueuedMail mail, Content content, Patience patience) {
        Instant now = Instant.now();
        if (mail.isPerished(now)) {
            return all(mail, Failure.local(TOO_LATE, "It has expired at " + mail.expires() + ", as its sender asked"));
        }
        if (mail.isLate(now) && mail.options().hasDeadline(DeliverBy.Mode.RETURN)) {
            return all(mail, Failure.local(TOO_LATE, "It could not be delivered by the time that its sender has set"));
        }
        try {
            NextHops next = router.find(mail.destination());
            if (next instanceof NextHops.Sandbox) {
                return new Attempt.ForSandbox();
            } else if (next instanceof NextHops.Hosts found) {
                return new Attempt.Tried(client.deliver(found.hosts(), mail.envelope(), content, patience));
            } else if (next instanceof NextHops.Unroutable nowhere) {
                return all(mail, Failure.local(nowhere.status(), nowhere.reason()));
            } else {
                return all(mail, Failure.local(UNRESOLVED, ((NextHops.Unresolved) next).reason()));
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, mail + ": the attempt failed unexpectedly", e);
            return all(mail, Failure.local(INTERNAL, "Internal error: " + e));
        }
    }

    private static Attempt all(QueuedMail mail, Failure failure) {
        boolean permanent = failure.status().statusClass() == 5;
        List<RecipientOutcome> outcomes = mail.envelope().recipients().stream()
                .<RecipientOutcome>map(r -> permanent ? new Bounced(r, failure) : new Deferred(r, failure))
                .toList();
        return new Attempt.Tried(outcomes);
    }
}
