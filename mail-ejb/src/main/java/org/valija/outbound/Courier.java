package org.valija.outbound;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.valija.DeliverBy;
import org.valija.EnhancedStatus;
import org.valija.content.Content;
import org.valija.content.Header;
import org.valija.delivery.Failure;
import org.valija.delivery.NotReadyException;
import org.valija.delivery.Patience;
import org.valija.delivery.RecipientOutcome;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.SmtpClient;
import org.valija.dkim.Signer;
import org.valija.dkim.SigningException;
import org.valija.lane.Admission;
import org.valija.lane.Crew;
import org.valija.lane.LaneKey;
import org.valija.lane.LaneLimits;
import org.valija.lane.Lanes;
import org.valija.lane.Pass;
import org.valija.limit.SendingLimiter;
import org.valija.route.Detour;
import org.valija.route.NextHops;
import org.valija.route.Route;
import org.valija.route.RoutedMail;
import org.valija.route.Router;
import org.valija.source.Choice;

/** Makes one attempt to deliver a message. It changes nothing in the queue or the database. Safe for many threads. */
public final class Courier {

    private static final Logger LOG = System.getLogger(Courier.class.getName());

    /** RFC 3463 section 3.4: other mail system status. */
    private static final EnhancedStatus INTERNAL = EnhancedStatus.parse("4.3.0");

    /** RFC 3463 section 3.4: other mail system status; nothing is wrong. */
    private static final EnhancedStatus HELD = EnhancedStatus.parse("4.3.0");

    /** RFC 3463 section 3.8: cryptographic failure. */
    private static final EnhancedStatus NOT_SIGNED = EnhancedStatus.parse("4.7.5");

    /** RFC 3463 section 3.5: delivery time expired. */
    private static final EnhancedStatus TOO_LATE = EnhancedStatus.parse("5.4.7");

    private final Router router;
    private final Traffic traffic;
    private final SendingLimiter limiter;
    private final LaneLimits ordinary;
    private final Lanes lanes;
    private final SmtpClient client;
    private final Signer signer;
    private final ReturnWatch returns;

    /** @param ordinary what holds for names that can't be resolved */
    Courier(
            Router router,
            Traffic traffic,
            SendingLimiter limiter,
            LaneLimits ordinary,
            Lanes lanes,
            SmtpClient client,
            Signer signer,
            ReturnWatch returns) {
        this.router = router;
        this.traffic = traffic;
        this.limiter = limiter;
        this.ordinary = ordinary;
        this.lanes = lanes;
        this.client = client;
        this.signer = signer;
        this.returns = returns;
    }

    /** The same as below, where the routes say. */
    Attempt attempt(QueuedMail mail, Content content, Patience patience, Crew crew) {
        return attempt(mail, mail.destination(), content, patience, crew);
    }

    /**
     * Never throws: a fault of our own is a deferral, too, lest a message that provokes it goes round for ever.
     *
     * @param lane the message's destination, or the detour that it makes
     * @param crew whose thread it is
     */
    Attempt attempt(QueuedMail mail, String lane, Content content, Patience patience, Crew crew) {
        Instant now = Instant.now();
        if (mail.isPerished(now)) {
            return new Attempt.Tried(all(
                    mail, Failure.local(TOO_LATE, "It has expired at " + mail.expires() + ", as its sender asked")));
        }
        if (mail.isLate(now) && mail.options().hasDeadline(DeliverBy.Mode.RETURN)) {
            return new Attempt.Tried(all(
                    mail, Failure.local(TOO_LATE, "It could not be delivered by the time that its sender has set")));
        }
        if (mail.isHeld(now)) {
            // An administrator's action may have made it due before its time.
            Instant until = mail.options().holdUntil().orElseThrow();
            return new Attempt.Postponed(
                    until, Failure.local(HELD, "Its sender asked to hold it until " + until), true);
        }
        try {
            Route route =
                    Detour.ofLane(lane).map(router::route).orElseGet(() -> router.route(mail.routed(content.size())));
            LaneKey name = nameOf(route, mail.destination());
            Optional<Admission.Refused> unresolvable = lanes.closed(name);
            return unresolvable.isPresent()
                    ? postponed(unresolvable.get())
                    : attempt(mail, lane, content, name, nextHops(route, mail, content), patience, crew);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, mail + ": the attempt failed unexpectedly", e);
            return new Attempt.Tried(all(mail, Failure.local(INTERNAL, "Internal error: " + e)));
        }
    }

    private NextHops nextHops(Route route, QueuedMail mail, Content content) throws IOException {
        NextHops found = router.find(route, mail.destination());
        boolean held = found instanceof NextHops.Unresolved
                || (found instanceof NextHops.Hosts hosts
                        && hosts.hosts().stream()
                                .anyMatch(hop -> hop.published().isMandatory()));
        // RFC 8689 section 4.2.1: REQUIRETLS goes before the header field.
        boolean optional =
                held && !mail.options().requireTls() && Header.of(content).isTlsOptional();
        return optional ? router.findWithoutPolicies(route, mail.destination()) : found;
    }

    /** The lane of next hops that can't be found: each look may take long, too. */
    private static LaneKey nameOf(Route route, String destination) {
        return LaneKey.of(
                switch (route.kind()) {
                    case MX -> "the name " + destination;
                    case SMART_HOST -> "the names " + route.hosts();
                    case SANDBOX -> "the sandbox"; // never closed
                });
    }

    private static Attempt postponed(Admission.Refused refused) {
        return new Attempt.Postponed(refused.until(), refused.failure());
    }

    /** @param name the lane of next hops that can't be found */
    private Attempt attempt(
            QueuedMail mail, String lane, Content content, LaneKey name, NextHops next, Patience patience, Crew crew) {
        if (next instanceof NextHops.Sandbox) {
            return new Attempt.ForSandbox();
        } else if (next instanceof NextHops.Hosts found) {
            lanes.forget(name);
            return attempt(mail, new Backlog(lane, mail.terms().stream()), content, found, patience, crew);
        } else if (next instanceof NextHops.Unroutable nowhere) {
            return new Attempt.Tried(all(mail, Failure.local(nowhere.status(), nowhere.reason())));
        } else {
            NextHops.Unresolved unknown = (NextHops.Unresolved) next;
            Failure failure = Failure.local(unknown.status(), unknown.reason());
            return attempt(lanes.enter(name, ordinary, crew, 1), true, () -> all(mail, failure));
        }
    }

    private Attempt attempt(
            QueuedMail mail, Backlog backlog, Content content, NextHops.Hosts found, Patience patience, Crew crew) {
        Choice source = traffic.source(backlog);
        if (source instanceof Choice.Nowhere nowhere) {
            return new Attempt.Postponed(nowhere.until(), nowhere.failure());
        }
        Optional<Admission.Refused> tooMuch = limiter.refusal(mail.submission(), !crew.makesFirstAttempts());
        if (tooMuch.isPresent()) {
            return new Attempt.Postponed(tooMuch.get().until(), tooMuch.get().failure(), true);
        }
        Traffic.Way way = traffic.way(found, backlog, source);
        int messages = way.messages(mail.envelope().recipients().size());
        Admission admission = lanes.enter(way.lane(), way.limits(), crew, messages);
        // What only a message for TLS only meets says nothing about the site (RFC 8689).
        Attempt attempt = attempt(admission, !mail.options().requireTls(), () -> {
            traffic.count(source, messages);
            limiter.count(mail.submission());
            return client.deliver(
                    found.hosts(),
                    returns.leaving(mail),
                    content,
                    () -> signature(mail, content),
                    way.terms(),
                    patience);
        });
        return attempt instanceof Attempt.Tried tried
                ? new Attempt.Tried(way.limits().replies().bounced(tried.outcomes()))
                : attempt;
    }

    /** @param telling whether the outcome is that of other messages, too */
    private static Attempt attempt(Admission admission, boolean telling, Supplier<List<RecipientOutcome>> trial) {
        if (admission instanceof Admission.Refused refused) {
            return postponed(refused);
        }
        try (Pass pass = ((Admission.Admitted) admission).pass()) {
            List<RecipientOutcome> outcomes = trial.get();
            if (telling) {
                pass.report(outcomes);
            }
            return new Attempt.Tried(outcomes);
        }
    }

    /** The routes of which the mail of a lane takes one. */
    List<Route> routes(String lane) {
        return Detour.ofLane(lane).map(router::route).map(List::of).orElseGet(() -> router.routes(lane));
    }

    /** The route that a message takes. */
    Route route(RoutedMail mail) {
        return router.route(mail);
    }

    /**
     * When it is worth while to begin with that mail of a backlog which takes this route; empty for now. May wait for name
     * servers.
     */
    Optional<Instant> notBefore(Route route, Backlog backlog, Crew crew) {
        Optional<Admission.Refused> refused = lanes.closed(nameOf(route, backlog.lane()));
        if (refused.isPresent() || !(router.find(route, backlog.lane()) instanceof NextHops.Hosts found)) {
            return refused.map(Admission.Refused::until);
        }
        Choice source = traffic.source(backlog);
        if (source instanceof Choice.Nowhere nowhere) {
            return Optional.of(nowhere.until());
        }
        Traffic.Way way = traffic.way(found, backlog, source);
        return lanes.refusal(way.lane(), way.limits(), crew).map(Admission.Refused::until);
    }

    /** What would happen to the mail of a backlog, whoever sends it, and why. May wait for name servers. */
    ShapingExplanation explain(Backlog backlog) {
        Route route = router.route(new RoutedMail(Optional.empty(), backlog.lane(), backlog.stream(), 0));
        NextHops next = router.find(route, backlog.lane());
        return next instanceof NextHops.Hosts found
                ? traffic.explain(found, backlog, lanes.states(found.site()))
                : ShapingExplanation.nowhere(next);
    }

    /**
     * Lets the next attempt at a destination be made, whatever came of the last one and whichever route it takes. May wait for
     * name servers.
     */
    void reopen(String destination) {
        for (Route route : routes(destination)) {
            lanes.forget(nameOf(route, destination));
            if (router.find(route, destination) instanceof NextHops.Hosts found) {
                lanes.forgetSite(found.site());
            }
        }
    }

    /** The same for all destinations. */
    void reopenAll() {
        lanes.reopen();
    }

    /** @throws org.valija.settings.InvalidSettingException if nothing can be sent there */
    void check(Detour detour) {
        router.check(detour);
    }

    /** For each attempt anew: a key may have been retired, and its record withdrawn, since the last one. */
    private byte[] signature(QueuedMail mail, Content content) throws NotReadyException {
        try {
            return signer.sign(mail.toString(), mail.terms().submitter(), mail.reversePath(), content);
        } catch (SigningException e) {
            LOG.log(Level.ERROR, "{0} does not leave unsigned: {1}", mail, e.getMessage());
            throw new NotReadyException(Failure.local(NOT_SIGNED, e.getMessage()), e);
        } catch (IOException e) {
            LOG.log(Level.ERROR, mail + ": its content can't be read", e);
            throw new NotReadyException(Failure.local(INTERNAL, "Its content can't be read: " + e.getMessage()), e);
        }
    }

    private static List<RecipientOutcome> all(QueuedMail mail, Failure failure) {
        boolean permanent = failure.status().statusClass() == 5;
        return mail.envelope().recipients().stream()
                .<RecipientOutcome>map(r -> permanent ? new Bounced(r, failure) : new Deferred(r, failure))
                .toList();
    }
}
