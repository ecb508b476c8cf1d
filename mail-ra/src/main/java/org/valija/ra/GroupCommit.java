package org.valija.ra;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.smtp.IncomingMail;

/**
 * Gathers messages for the relay that come while others are being committed, so that they share the next JTA transaction:
 * beginning, enlisting and committing cost the broker and the disk several times what a message does. A message that comes
 * alone is delivered alone and at once.
 *
 * <p>Threading: {@link #submit} never blocks. A group is formed, and delivered, on a thread of the {@link WorkQueue}.
 */
final class GroupCommit {

    /**
     * Groups at once, where there are places enough. With fewer a slow commit would hold up all; with more the groups are
     * small, and each has a commit of its own.
     */
    static final int AT_ONCE = 8;

    /** Messages in a group. */
    private static final int MOST = 32;

    /** Octets in a group of several messages, so that none waits long for the others' copying. */
    private static final long MOST_OCTETS = 1 << 20;

    /** A message for the relay, and for nobody else. */
    record Relayed(IncomingMail mail, Endpoint relay, List<MailAddress> recipients) {

        /** @param takers the relay alone, with the recipients */
        static Relayed of(IncomingMail mail, Map<Endpoint, List<MailAddress>> takers) {
            Map.Entry<Endpoint, List<MailAddress>> relay =
                    takers.entrySet().iterator().next();
            return new Relayed(mail, relay.getKey(), relay.getValue());
        }
    }

    /** Delivers a group. */
    @FunctionalInterface
    interface Delivery {

        /**
         * @param group one message, or several for the same endpoint
         * @return a reply for each, in their order
         */
        List<Reply> deliver(List<Relayed> group) throws Exception;
    }

    private record Waiting(Relayed message, long deadline, CompletableFuture<Reply> reply) {

        /** Why it is not worth delivering any more; empty if it is. */
        Optional<Exception> refusal(long now) {
            if (now - deadline > 0) {
                return Optional.of(new SaturatedException("The relay was busy with other messages for too long"));
            }
            return message.mail().replyWait().isOn() ? Optional.empty() : Optional.of(new NobodyWaitsException());
        }
    }

    private final WorkQueue works;
    private final WorkQueue.Limits limits;
    private final int atOnce;
    private final Delivery delivery;

    private final ReentrantLock lock = new ReentrantLock();
    // Both are guarded by the lock.
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private int underWay;

    /**
     * @param works runs the deliveries
     * @param limits how many messages wait here at most, and how long; groups take half of the places, so that the relay's
     *     mail holds up no bean's
     */
    GroupCommit(WorkQueue works, WorkQueue.Limits limits, Delivery delivery) {
        this.works = works;
        this.limits = limits;
        this.atOnce = Math.min(AT_ONCE, Math.max(1, limits.atOnce() / 2));
        this.delivery = delivery;
    }

    /**
     * @return the reply; exceptionally what the delivery threw, or a {@link SaturatedException} or
     *     {@link NobodyWaitsException} if there was none
     */
    CompletionStage<Reply> submit(Relayed message) {
        long deadline = System.nanoTime() + limits.patience().toNanos();
        Waiting waiting = new Waiting(message, deadline, new CompletableFuture<>());
        boolean free;
        lock.lock();
        try {
            if (queue.size() >= limits.waiting()) {
                return CompletableFuture.failedStage(new SaturatedException("The relay's queue is full"));
            }
            queue.add(waiting);
            free = underWay < atOnce;
            if (free) {
                underWay++;
            }
        } finally {
            lock.unlock();
        }
        if (free) {
            bringThread();
        }
        return waiting.reply;
    }

    private void bringThread() {
        works.submit(this::deliverGroup, Optional.empty()).whenComplete((done, failure) -> ended(failure));
    }

    /** @param failure why no thread came for the group, or null */
    private void ended(Throwable failure) {
        List<Waiting> refused = new ArrayList<>();
        boolean more;
        lock.lock();
        try {
            boolean last = underWay == 1;
            if (failure != null && last) { // all threads are taken, and no group is left to take what is queued
                refused.addAll(queue);
                queue.clear();
            }
            more = failure == null && !queue.isEmpty();
            if (!more) {
                underWay--;
            }
        } finally {
            lock.unlock();
        }
        refused.forEach(waiting -> waiting.reply.completeExceptionally(failure));
        if (more) {
            bringThread();
        }
    }

    /** On a thread of the server. */
    private Void deliverGroup() {
        List<Waiting> group = new ArrayList<>();
        List<Runnable> refusals = new ArrayList<>();
        take(group, refusals);
        refusals.forEach(Runnable::run); // outside the lock: each goes on to its session
        if (group.isEmpty()) {
            return null;
        }
        try {
            List<Reply> replies =
                    delivery.deliver(group.stream().map(Waiting::message).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).reply.complete(replies.get(i));
            }
        } catch (Throwable t) { // an Error too must not leave the clients without their replies
            group.forEach(waiting -> waiting.reply.completeExceptionally(t));
        }
        return null;
    }

    private void take(List<Waiting> group, List<Runnable> refusals) {
        long now = System.nanoTime();
        long octets = 0;
        lock.lock();
        try {
            for (Waiting next = queue.peek(); next != null && group.size() < MOST; next = queue.peek()) {
                Optional<Exception> refusal = next.refusal(now);
                if (refusal.isPresent()) {
                    Waiting refused = queue.remove();
                    refusals.add(() -> refused.reply.completeExceptionally(refusal.get()));
                    continue;
                }
                octets += next.message.mail().content().size();
                boolean fits = group.isEmpty()
                        || octets <= MOST_OCTETS
                                && next.message.relay() == group.get(0).message.relay();
                if (!fits) {
                    return;
                }
                group.add(queue.remove());
            }
        } finally {
            lock.unlock();
        }
    }
}
