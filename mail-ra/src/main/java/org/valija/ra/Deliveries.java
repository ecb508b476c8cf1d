package org.valija.ra;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailListener;
import org.valija.RecipientOptions;
import org.valija.Reply;
import org.valija.ra.GroupCommit.Relayed;
import org.valija.smtp.IncomingMail;
import org.valija.smtp.SpooledContent;
import org.valija.spi.DeliveryTransaction;
import org.valija.spi.Receipts;
import org.valija.spi.Registry;
import org.valija.spi.SuccessNotifier;

/**
 * Delivers messages to beans: each message in one Work, in one JTA transaction that all its beans join, and the reply to
 * the client is that transaction's outcome.
 */
final class Deliveries {

    private static final Logger LOG = System.getLogger(Deliveries.class.getName());

    private final WorkQueue works;
    private final GroupCommit relayed;
    private final Awaited<DeliveryTransaction> transaction;
    private final Awaited<Receipts> receipts;

    /**
     * @param works runs the deliveries
     * @param limits of the deliveries; their patience is also how long one waits for mail-ejb to come up
     */
    Deliveries(WorkQueue works, WorkQueue.Limits limits) {
        this.works = works;
        this.relayed = new GroupCommit(works, limits, this::deliverTogether);
        this.transaction = new Awaited<>(DeliveryTransaction.class, limits.patience());
        this.receipts = new Awaited<>(Receipts.class, limits.patience());
    }

    /**
     * @param takers the beans that the message is for, with the recipients of each
     * @return 250 only if every bean returned normally and the transaction committed; a bean with {@code exactlyOnce} that
     *     has had the message before counts as one that returned, and is not called
     */
    CompletionStage<Reply> deliver(IncomingMail mail, Map<Endpoint, List<MailAddress>> takers) {
        Optional<CallerContext> caller = mail.authentication().map(login -> ((Login) login).caller());
        CompletionStage<Reply> delivery = mayShareTransaction(mail, takers)
                ? relayed.submit(Relayed.of(mail, takers))
                : works.submit(() -> deliverNow(mail, takers, caller), caller);
        return delivery.exceptionally(failure -> reply(mail, failure));
    }

    /**
     * Only the relay, which is our own, shares its transaction between messages: what one of a user's beans does must not
     * undo what another has done. A user's message needs his identity, and a large one would hold up the others.
     */
    private static boolean mayShareTransaction(IncomingMail mail, Map<Endpoint, List<MailAddress>> takers) {
        return mail.authentication().isEmpty()
                && mail.content() instanceof SpooledContent.InMemory
                && takers.keySet().stream().allMatch(taker -> taker.selection().relay());
    }

    private static Reply reply(IncomingMail mail, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof SaturatedException) {
            LOG.log(Level.WARNING, "Mail {0} not delivered: {1}", mail.id(), Visible.of(cause));
            return Replies.SATURATED;
        }
        return notDelivered(mail, cause);
    }

    private Reply deliverNow(IncomingMail mail, Map<Endpoint, List<MailAddress>> takers, Optional<CallerContext> caller)
            throws InterruptedException, IOException {
        if (!mail.replyWait().isOn()) {
            return notDelivered(mail, new NobodyWaitsException());
        }
        if (caller.isPresent() && !caller.get().isValid()) {
            LOG.log(Level.WARNING, "Mail {0} not delivered: the realm no longer knows the client''s login", mail.id());
            return Replies.LOGIN_NOT_VALID;
        }
        Optional<DeliveryTransaction> found = transaction.get();
        if (found.isEmpty()) {
            LOG.log(Level.WARNING, "Mail {0} not delivered: the EJBs of Valija are not running", mail.id());
            return Replies.RECIPIENT_GONE;
        }
        MailReceipts mailReceipts = MailReceipts.of(mail, takers);
        Optional<Receipts> book = mailReceipts.isEmpty() ? Optional.empty() : receipts.get();
        if (!mailReceipts.isEmpty() && book.isEmpty()) {
            LOG.log(Level.WARNING, "Mail {0} not delivered: the receipts of Valija are not there", mail.id());
            return Replies.RECIPIENT_GONE;
        }
        List<MessageEndpoint> created = new ArrayList<>();
        try {
            List<Call> calls = new ArrayList<>();
            for (Map.Entry<Endpoint, List<MailAddress>> taker : takers.entrySet()) {
                MessageEndpoint endpoint = taker.getKey().factory().createEndpoint(null);
                created.add(endpoint);
                calls.add(new Call((MailListener) endpoint, taker.getKey(), taker.getValue()));
            }
            return inTransaction(mail, found.get(), () -> {
                if (book.isPresent()) {
                    mailReceipts.enter(book.get());
                }
                List<Call> due = due(calls, mailReceipts);
                for (Call call : due) {
                    call(mail, call);
                }
                notifyOfSuccess(mail, due);
                requireSomebodyWaits(mail);
            });
        } catch (UnavailableException e) {
            return unavailable(mail, e);
        } finally {
            created.forEach(endpoint -> release(mail, endpoint));
        }
    }

    /**
     * Several messages in one transaction. If that fails before its commit, nothing has happened, and each is delivered
     * alone, so that none pays for another.
     */
    private List<Reply> deliverTogether(List<Relayed> group) throws InterruptedException {
        Optional<DeliveryTransaction> found = group.size() > 1 ? transaction.get() : Optional.empty();
        if (found.isEmpty()) {
            return deliverEach(group);
        }
        IncomingMail first = group.get(0).mail();
        MessageEndpoint endpoint;
        try {
            endpoint = group.get(0).relay().factory().createEndpoint(null);
        } catch (UnavailableException e) {
            return group.stream().map(message -> unavailable(message.mail(), e)).toList();
        }
        try {
            AtomicBoolean allReturned = new AtomicBoolean();
            DeliveryTransaction.Outcome outcome = found.get().run(() -> {
                for (Relayed message : group) {
                    call(message.mail(), new Call((MailListener) endpoint, message.relay(), message.recipients()));
                }
                for (Relayed message : group) {
                    requireSomebodyWaits(message.mail());
                }
                allReturned.set(true);
            });
            if (!outcome.committed() && !allReturned.get()) {
                LOG.log(
                        Level.DEBUG,
                        "Mail {0} and {1} more are delivered one by one, since together they failed: {2}",
                        first.id(),
                        group.size() - 1,
                        outcome.failure().map(Visible::of).orElse(""));
                return deliverEach(group);
            }
            return group.stream()
                    .map(message -> outcome.committed() && allReturned.get()
                            ? Replies.delivered(message.mail().id())
                            : notDelivered(message.mail(), outcome.failure().orElse(null)))
                    .toList();
        } finally {
            release(first, endpoint);
        }
    }

    private List<Reply> deliverEach(List<Relayed> group) {
        return group.stream().map(this::deliverAlone).toList();
    }

    private Reply deliverAlone(Relayed message) {
        try {
            return deliverNow(message.mail(), Map.of(message.relay(), message.recipients()), Optional.empty());
        } catch (IOException e) {
            return notDelivered(message.mail(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // for the others of the group, too
            return notDelivered(message.mail(), e);
        }
    }

    private static void release(IncomingMail mail, MessageEndpoint endpoint) {
        try {
            endpoint.release();
        } catch (RuntimeException e) { // the others must be released all the same, and the outcome stands
            LOG.log(Level.WARNING, "A bean could not be released after mail {0}: {1}", mail.id(), Visible.of(e));
        }
    }

    private static Reply unavailable(IncomingMail mail, UnavailableException why) {
        LOG.log(Level.WARNING, "Mail {0} not delivered: a bean is not available: {1}", mail.id(), Visible.of(why));
        return Replies.RECIPIENT_GONE;
    }

    /** The last act before the commit: a client that has had its 451 sends the message again. */
    private static void requireSomebodyWaits(IncomingMail mail) throws TimeoutException {
        if (!mail.replyWait().commits()) {
            throw new TimeoutException("The beans took so long that the client was told to send it again");
        }
    }

    /** One bean's share of the message. */
    private record Call(MailListener listener, Endpoint endpoint, List<MailAddress> recipients) {}

    private static Reply inTransaction(
            IncomingMail mail, DeliveryTransaction transaction, DeliveryTransaction.Deliveries calls) {
        AtomicBoolean allReturned = new AtomicBoolean();
        DeliveryTransaction.Outcome outcome = transaction.run(() -> {
            calls.run();
            allReturned.set(true);
        });
        // Neither proves anything alone: a commit may follow a bean's exception, and a rollback its normal return.
        if (outcome.committed() && allReturned.get()) {
            return Replies.delivered(mail.id());
        }
        Throwable failure = outcome.failure().orElse(null);
        Optional<Reply> rejection = Rejection.in(failure);
        if (rejection.isPresent()) {
            LOG.log(Level.INFO, "Mail {0} refused by a bean: {1}", mail.id(), rejection.get());
            return rejection.get();
        }
        return notDelivered(mail, failure);
    }

    /** Without those that have had the message before. */
    private static List<Call> due(List<Call> calls, MailReceipts receipts) {
        return calls.stream()
                .map(call ->
                        new Call(call.listener(), call.endpoint(), receipts.left(call.endpoint(), call.recipients())))
                .filter(call -> !call.recipients().isEmpty())
                .toList();
    }

    /** RFC 3461 section 5.2.4: those who asked for it hear of the delivery, if it commits. */
    private static void notifyOfSuccess(IncomingMail mail, List<Call> calls) throws IOException {
        List<MailAddress> recipients = calls.stream()
                .filter(call -> !call.endpoint().selection().relay())
                .flatMap(call -> call.recipients().stream())
                .distinct()
                .filter(recipient -> mail.envelope().options(recipient).wants(RecipientOptions.Event.SUCCESS))
                .toList();
        if (recipients.isEmpty() || mail.envelope().reversePath().isEmpty()) {
            return;
        }
        SuccessNotifier notifier = Registry.find(SuccessNotifier.class)
                .orElseThrow(() -> new IOException("The EJBs that write notifications are not running"));
        try (SpooledMail view =
                new SpooledMail(mail, mail.envelope().withRecipients(recipients), mail.returnPathLength())) {
            notifier.delivered(view);
        }
    }

    private static void call(IncomingMail mail, Call call) throws Exception {
        Envelope envelope = mail.envelope().withRecipients(call.recipients());
        boolean relay = call.endpoint().selection().relay();
        // RFC 5321 section 4.4: final delivery adds Return-Path, relaying must not.
        try (SpooledMail view = new SpooledMail(mail, envelope, relay ? mail.returnPathLength() : 0)) {
            call.listener().onMail(view);
        }
    }

    private static Reply notDelivered(IncomingMail mail, Throwable failure) {
        String reason = failure == null ? "the transaction was rolled back" : Visible.of(failure);
        LOG.log(Level.WARNING, "Mail {0} not delivered: {1}", mail.id(), reason);
        LOG.log(Level.DEBUG, "Mail " + mail.id(), failure);
        return Replies.NOT_DELIVERED;
    }
}
