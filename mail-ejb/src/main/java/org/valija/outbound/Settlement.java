package org.valija.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.valija.DeliverBy;
import org.valija.DeliveryEvent.Kind;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.RecipientOptions;
import org.valija.RecipientOptions.Event;
import org.valija.bounce.RecipientReport;
import org.valija.bounce.RecipientReport.Action;
import org.valija.content.Content;
import org.valija.content.Header;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.delivery.ReplyClass;
import org.valija.order.StandingOrder;
import org.valija.route.RetryTerms;
import org.valija.route.RouteTable;
import org.valija.route.RoutedMail;
import org.valija.sandbox.SandboxMailbox;

/**
 * Draws the consequences of an attempt, all in the caller's transaction: what is delivered leaves the queue, what is
 * deferred goes into the store, what has bounced is reported to the sender, and whoever listens hears of each.
 */
public final class Settlement {

    private static final Logger LOG = System.getLogger(Settlement.class.getName());

    /** RFC 3463 section 3.5: delivery time expired. */
    private static final EnhancedStatus EXPIRED = EnhancedStatus.parse("5.4.7");

    /** RFC 3463 section 3.5: the same, for a message that is tried further. */
    private static final EnhancedStatus DELAYED = EnhancedStatus.parse("4.4.7");

    /** The sender may read it in a report. */
    private static final String PAUSED = "The administrator of the mail server has paused it";

    /** How long a deferred message stays out of the way while there is no database. */
    private static final Duration WITHOUT_DATABASE = Duration.ofMinutes(1);

    private final DeferredStore store;
    private final Cancellations cancellations;
    private final ReadyQueue queue;
    private final DeliveryEvents events;
    private final SandboxMailbox sandbox;
    private final OutboundSettings settings;
    private final RouteTable routes;
    private final Clock clock;
    private final Notifications notifications;
    private final Agenda agenda;
    private final ReturnWatch returns;

    Settlement(
            DeferredStore store,
            Cancellations cancellations,
            ReadyQueue queue,
            DeliveryEvents events,
            SandboxMailbox sandbox,
            OutboundSettings settings,
            RouteTable routes,
            Agenda agenda,
            ReturnWatch returns,
            Clock clock) {
        this.store = store;
        this.cancellations = cancellations;
        this.queue = queue;
        this.events = events;
        this.sandbox = sandbox;
        this.settings = settings;
        this.routes = routes;
        this.clock = clock;
        this.notifications = new Notifications(queue, settings, clock);
        this.agenda = agenda;
        this.returns = returns;
    }

    /** After the attempt of a worker; the JMS message that it received leaves the queue by the same transaction. */
    void settle(QueuedMail mail, Content content, Attempt attempt) throws SQLException, IOException {
        Optional<Instant> warnAt = warnAt(mail);
        RetryTerms terms = terms(mail.routed(content.size()), attempt);
        QueuedMail expiring = expiring(mail, terms);
        Rest rest = consequences(expiring, content, attempt, warnAt);
        if (!rest.isEmpty()) {
            QueuedMail left = rest.of(expiring);
            Instant next = nextAttempt(left, attempt, rest, terms);
            defer(left, content, new Waiting(next, rest.stillToWarn(warnAt), rest.errors()));
            publishDeferral(left, rest, next);
        }
    }

    /** Keeps a message until the time that its sender has set (RFC 4865). */
    void hold(QueuedMail mail, Content content) throws SQLException, IOException {
        if (isCancelled(mail)) {
            drop(mail);
            return;
        }
        Instant until = mail.options().holdUntil().orElseThrow();
        String reason = "Held until " + until.truncatedTo(ChronoUnit.SECONDS) + ", as its sender asked";
        RetryTerms terms = routes.routeFor(mail.routed(content.size())).retry();
        defer(expiring(mail, terms), content, new Waiting(until, warnAt(mail), reason));
        LOG.log(Level.INFO, "{0} held until {1}", mail, until);
    }

    /** Those of the message's route; nobody is asked for what has been delivered. */
    private RetryTerms terms(RoutedMail mail, Attempt attempt) {
        boolean goesOn = attempt instanceof Attempt.Postponed
                || (attempt instanceof Attempt.Tried tried
                        && tried.outcomes().stream().anyMatch(Deferred.class::isInstance));
        return goesOn ? routes.routeFor(mail).retry() : RetryTerms.DEFAULT;
    }

    private static QueuedMail expiring(QueuedMail mail, RetryTerms terms) {
        return terms.expiry().map(mail::expiringAfter).orElse(mail);
    }

    /** Keeps a message until a standing order ends; it expires meanwhile as any other. */
    void pause(QueuedMail mail, Content content, StandingOrder order) throws SQLException, IOException {
        if (isCancelled(mail)) {
            drop(mail);
            return;
        }
        RetryTerms terms = routes.routeFor(mail.routed(content.size())).retry();
        defer(
                expiring(mail, terms),
                content,
                new Waiting(Waiting.NEVER, warnAt(mail), PAUSED, Optional.of(order.id())));
        LOG.log(Level.INFO, "{0} kept back by standing order {1}", mail, Long.toString(order.id()));
    }

    /** Of a message that comes into the store: its time begins when it may go. */
    private Optional<Instant> warnAt(QueuedMail mail) {
        Instant start = mail.options().holdUntil().orElse(mail.queuedAt());
        return Optional.of(settings.warning())
                .filter(warning -> !warning.isZero() && mail.reversePath().isPresent())
                .map(start::plus);
    }

    private void defer(QueuedMail left, Content content, Waiting waiting) throws SQLException, IOException {
        try {
            store.insert(left, content, Header.of(content).subject(), waiting);
            agenda.note(left.destination(), waiting.nextAttempt());
        } catch (StoreUnavailableException e) {
            // To roll back would bring back the recipients, too, that the message was delivered to.
            LOG.log(Level.ERROR, left.id() + ": no database; it waits in the ready queue instead", e);
            queue.putLater(left, content, WITHOUT_DATABASE);
        }
    }

    /** Whether it goes no further, since it was cancelled meanwhile; while there is no database, as far as we have heard. */
    private boolean isCancelled(QueuedMail mail) throws SQLException {
        try {
            return !cancellations.requested(List.of(mail.id())).isEmpty();
        } catch (StoreUnavailableException e) {
            // Whoever needs it tells of it; a bounce goes without.
            LOG.log(Level.DEBUG, mail.id() + ": no database; another node may have cancelled it", e);
            return cancellations.isKnown(mail.id());
        }
    }

    private void drop(QueuedMail mail) {
        LOG.log(
                Level.INFO,
                "{0} dropped for {1}: it was cancelled",
                mail.id(),
                mail.envelope().recipients());
        events.cancelled(mail);
    }

    /** Removes those rows of the store that were cancelled while they were on their way there; returns the others. */
    List<DeferredStore.Claim> withoutCancelled(List<DeferredStore.Claim> claims) throws SQLException {
        Set<MailId> cancelled = cancellations.requested(
                claims.stream().map(claim -> claim.mail().id()).toList());
        List<DeferredStore.Claim> others = new ArrayList<>();
        for (DeferredStore.Claim claim : claims) {
            if (cancelled.contains(claim.mail().id())) {
                drop(claim);
            } else {
                others.add(claim);
            }
        }
        return others;
    }

    /** Removes a row that was cancelled; returns whether it was still ours. */
    boolean drop(DeferredStore.Claim claim) throws SQLException {
        boolean removed = store.remove(claim);
        if (removed) {
            drop(claim.mail());
        }
        return removed;
    }

    /** Whether a message of the ready queue was cancelled, as far as this node knows; then it only has to be forgotten. */
    boolean isDropped(QueuedMail mail) {
        boolean dropped = cancellations.isKnown(mail.id());
        if (dropped) {
            drop(mail);
        }
        return dropped;
    }

    /**
     * After the attempt at a row of the store.
     *
     * @return whether the row was still ours; if not, the transaction must be rolled back
     */
    boolean settle(DeferredStore.Claim claim, Content content, Attempt attempt) throws SQLException, IOException {
        RetryTerms terms = terms(claim.routed(), attempt);
        QueuedMail expiring = expiring(claim.mail(), terms);
        Rest rest = consequences(expiring, content, attempt, claim.waiting().warnAt());
        if (rest.isEmpty()) {
            return store.remove(claim);
        }
        QueuedMail left = rest.of(expiring);
        Instant next = nextAttempt(left, attempt, rest, terms);
        agenda.note(claim.lane(), next);
        if (rest.tried()) { // else it would be told again and again that its destination is left alone
            publishDeferral(left, rest, next);
        }
        return store.defer(
                claim, left, new Waiting(next, rest.stillToWarn(claim.waiting().warnAt()), rest.errors()));
    }

    /**
     * What an attempt has left to be done.
     *
     * @param tried whether there was one
     * @param late whether the message has missed its deadline (RFC 2852), which has had its consequences by now
     * @param warned whether its sender has been told of the delay by now
     */
    private record Rest(List<Deferred> deferred, boolean tried, boolean late, boolean warned) {

        private static final Rest NOTHING = new Rest(List.of(), true, false, false);

        Optional<Instant> stillToWarn(Optional<Instant> warnAt) {
            return warned ? Optional.empty() : warnAt;
        }

        boolean isEmpty() {
            return deferred.isEmpty();
        }

        QueuedMail of(QueuedMail mail) {
            QueuedMail left =
                    mail.left(deferred.stream().map(Deferred::recipient).toList(), tried ? 1 : 0);
            return late ? left.withLateKnown() : left;
        }

        String errors() {
            return String.join(
                    "; ",
                    deferred.stream()
                            .map(outcome -> outcome.failure().toString())
                            .distinct()
                            .toList());
        }
    }

    /** Everything but the deferrals, which it returns. */
    private Rest consequences(QueuedMail mail, Content content, Attempt attempt, Optional<Instant> warnAt)
            throws SQLException, IOException {
        if (attempt instanceof Attempt.ForSandbox) {
            keepInSandbox(mail, content);
            events.inSandbox(mail);
            return Rest.NOTHING;
        }
        Instant now = clock.instant();
        boolean late = mail.isLate(now);
        boolean warned = warnAt.filter(at -> !now.isBefore(at)).isPresent();
        List<Deferred> deferred = new ArrayList<>();
        List<RecipientReport> reports = new ArrayList<>();
        boolean tried = attempt instanceof Attempt.Tried;
        int attempts = mail.attempts() + (tried ? 1 : 0);
        DeliveryEvents.OfAttempt ends = events.ofAttempt(mail, attempts);
        List<RecipientOutcome> settledOutcomes = new ArrayList<>();
        for (RecipientOutcome outcome : outcomes(mail, attempt)) {
            RecipientOptions options = mail.envelope().options(outcome.recipient());
            RecipientOutcome settled = outcome instanceof Deferred later ? orGivenUp(mail, later, now) : outcome;
            settledOutcomes.add(settled);
            if (settled instanceof Deferred later) {
                deferred.add(later);
                LOG.log(Level.INFO, "{0} deferred for <{1}>: {2}", mail.id(), later.recipient(), later.failure());
                if ((late || warned) && options.wants(Event.DELAY)) {
                    reports.add(delayed(mail, later, options));
                }
            } else if (settled instanceof Bounced never) {
                LOG.log(Level.WARNING, "{0} bounced for <{1}>: {2}", mail.id(), never.recipient(), never.failure());
                Kind kind = outcome instanceof Deferred || isOutOfTime(never.failure()) ? Kind.EXPIRED : Kind.BOUNCED;
                ends.add(never.recipient(), EventDetail.never(kind, never.failure()));
                if (options.wants(Event.FAILURE) && !isSilent(attempt)) {
                    reports.add(
                            RecipientReport.failed(never.recipient(), options.originalRecipient(), never.failure()));
                }
            } else if (settled instanceof Delivered done) {
                LOG.log(
                        Level.INFO,
                        "{0} delivered to <{1}> by {2}: {3}",
                        mail.id(),
                        done.recipient(),
                        done.host(),
                        done.reply());
                ends.add(done.recipient(), EventDetail.delivered(done));
                if (isToldOfRelaying(mail, options, done, now)) {
                    reports.add(RecipientReport.relayed(
                            done.recipient(), options.originalRecipient(), done.host(), done.reply()));
                }
            }
        }
        Rest rest = new Rest(deferred, tried, late, warned);
        boolean goesOn = !rest.isEmpty() || reports.stream().anyMatch(Settlement::isOfNoDelivery);
        if (goesOn && isCancelled(mail)) {
            if (!rest.isEmpty()) {
                drop(rest.of(mail));
            }
            // Who has given it up is told of what was delivered all the same, and of nothing else.
            if (reports.removeIf(Settlement::isOfNoDelivery)) {
                LOG.log(Level.INFO, "{0} was cancelled: nobody is told of a failure or a delay", mail.id());
            }
            rest = Rest.NOTHING;
        }
        notifications.send(mail.id(), mail.envelope(), mail.queuedAt(), content, reports);
        ends.publish();
        returns.note(mail, settledOutcomes, attempts, now);
        return rest;
    }

    private void publishDeferral(QueuedMail left, Rest rest, Instant next) {
        DeliveryEvents.OfAttempt deferrals = events.ofAttempt(left, left.attempts());
        for (Deferred later : rest.deferred()) {
            deferrals.add(later.recipient(), EventDetail.deferred(later.failure(), next));
        }
        deferrals.publish();
    }

    /** Whether it was not tried any more. */
    private static boolean isOutOfTime(Failure failure) {
        return failure.host().isEmpty() && failure.status().equals(EXPIRED);
    }

    private static List<? extends RecipientOutcome> outcomes(QueuedMail mail, Attempt attempt) {
        if (attempt instanceof Attempt.Postponed postponed) {
            return mail.envelope().recipients().stream()
                    .map(recipient -> new Deferred(recipient, postponed.failure()))
                    .toList();
        }
        if (attempt instanceof Attempt.Refused refused) {
            return mail.envelope().recipients().stream()
                    .map(recipient -> new Bounced(recipient, refused.failure()))
                    .toList();
        }
        return ((Attempt.Tried) attempt).outcomes();
    }

    private static boolean isSilent(Attempt attempt) {
        return attempt instanceof Attempt.Refused refused && !refused.tellSender();
    }

    private static boolean isOfNoDelivery(RecipientReport report) {
        return report.action() == Action.FAILED || report.action() == Action.DELAYED;
    }

    /** When its time is over, or the one that its sender has set (RFC 2852). */
    private RecipientOutcome orGivenUp(QueuedMail mail, Deferred outcome, Instant now) {
        if (!now.isBefore(mail.expires())) {
            return givenUp(outcome, "Given up after many attempts");
        }
        return mail.options().hasDeadline(DeliverBy.Mode.RETURN) && mail.isLate(now)
                ? givenUp(outcome, "It could not be delivered by the time that its sender has set")
                : outcome;
    }

    private static Bounced givenUp(Deferred outcome, String why) {
        Failure last = outcome.failure();
        return new Bounced(
                outcome.recipient(), new Failure(EXPIRED, last.host(), last.reply(), why + "; the last: " + last));
    }

    private static RecipientReport delayed(QueuedMail mail, Deferred outcome, RecipientOptions options) {
        Failure last = outcome.failure();
        return RecipientReport.delayed(
                outcome.recipient(),
                options.originalRecipient(),
                new Failure(DELAYED, last.host(), last.reply(), last.reason()),
                mail.expires());
    }

    /**
     * RFC 3461 section 5.2.2: by the last host that can. RFC 2852 section 4.1.4: with a trace by every one, and by the last
     * one that knows of the deadline, unless that has passed.
     */
    private static boolean isToldOfRelaying(QueuedMail mail, RecipientOptions options, Delivered done, Instant now) {
        if (options.wants(Event.SUCCESS) && !done.notifying()) {
            return true;
        }
        boolean never = options.notifications().filter(Set::isEmpty).isPresent();
        return !never
                && mail.options()
                        .deliverBy()
                        .filter(by ->
                                by.trace() || (!done.minding() && !mail.lateKnown() && now.isBefore(by.deadline())))
                        .isPresent();
    }

    private void keepInSandbox(QueuedMail mail, Content content) throws IOException {
        List<String> recipients =
                mail.envelope().recipients().stream().map(MailAddress::toString).toList();
        try (InputStream source = content.open()) {
            sandbox.keep(mail.reversePath().map(MailAddress::toString).orElse(""), recipients, clock.instant(), source);
        }
        LOG.log(Level.INFO, "{0} kept in the sandbox for {1}", mail.id(), recipients);
    }

    /**
     * By the schedule and what the next hop has said to each recipient, for the one who comes first; the last attempts at the
     * deadline, and when the message expires.
     */
    private Instant nextAttempt(QueuedMail left, Attempt attempt, Rest rest, RetryTerms terms) {
        if (attempt instanceof Attempt.Postponed postponed) {
            return postponed.until();
        }
        Duration scheduled = terms.schedule().orElse(settings.schedule()).delayAfter(left.attempts());
        Duration delay = rest.deferred().stream()
                .map(Deferred::failure)
                .map(failure -> ReplyClass.of(failure).delay(failure, scheduled))
                .min(Comparator.naturalOrder())
                .orElse(scheduled);
        Instant next = clock.instant().plus(delay);
        return next.isBefore(left.decideBy()) ? next : left.decideBy();
    }
}
