package org.valija.smtp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.smtp.log.LogText;

/**
 * Delivers a message by LMTP: to one recipient after the other, each by itself, and each with its reply as soon as it is
 * known (RFC 2033 section 4.2). One after the other, so that a message with many recipients takes no more than one place
 * among the deliveries of all sessions.
 *
 * <p>When the client is gone, those recipients are left whose delivery has not begun: it will send again what it has no
 * reply to. For the session's thread.
 */
final class RecipientDeliveries {

    private static final System.Logger LOG = System.getLogger(RecipientDeliveries.class.getName());

    private final GuardedHandler handler;
    private final Duration limit;
    private final IncomingMail mail;
    private final List<MailAddress> owed;
    private final Runnable taken;
    private final Runnable release;
    private final BooleanSupplier disconnected;

    private final Map<MailAddress, SmtpReply> replies = new HashMap<>();
    /** One that has not ended in time goes on while the next one is under way. */
    private final List<CompletableFuture<?>> begun = new ArrayList<>();

    private int replied;

    /**
     * @param owed the recipients that are owed a reply, in the order of the replies; the same one twice is delivered to once
     * @param taken runs when one of them was delivered to
     * @param release gives the content back; runs when the last delivery is over
     * @param disconnected whether the client is gone
     */
    RecipientDeliveries(
            SessionSurroundings surroundings,
            IncomingMail mail,
            List<MailAddress> owed,
            Runnable taken,
            Runnable release,
            BooleanSupplier disconnected) {
        this.handler = surroundings.handler();
        this.limit = surroundings.settings().timeouts().delivery();
        this.mail = mail;
        this.owed = owed;
        this.taken = taken;
        this.release = release;
        this.disconnected = disconnected;
    }

    /** Sends the replies that are there, and begins the next delivery. A loop: handlers may answer at once. */
    Step next() {
        List<SmtpReply> ready = new ArrayList<>();
        while (replied < owed.size() && !disconnected.getAsBoolean()) {
            MailAddress recipient = owed.get(replied);
            if (!replies.containsKey(recipient)) {
                IncomingMail share = mail.forOne(recipient);
                CompletableFuture<Reply> delivery = handler.deliver(share).toCompletableFuture();
                if (!delivery.isDone()) {
                    begun.add(delivery);
                    Step afterwards = Step.awaitUnlessGivenUp(delivery, limit, share.replyWait(), (reply, failure) -> {
                        settle(recipient, reply, failure);
                        return next();
                    });
                    return new Step.RespondEach(ready, afterwards);
                }
                settleNow(recipient, delivery);
            }
            ready.add(replies.get(recipient));
            replied++;
        }
        if (replied < owed.size()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: the client was gone before it could get {1} of {2} replies",
                    mail.id(),
                    String.valueOf(owed.size() - replied),
                    String.valueOf(owed.size()));
        }
        CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new))
                .whenComplete((nothing, failure) -> release.run());
        return new Step.RespondEach(ready, Step.GO_ON);
    }

    private void settleNow(MailAddress recipient, CompletableFuture<Reply> delivery) {
        try {
            settle(recipient, delivery.join(), null);
        } catch (CompletionException e) {
            settle(recipient, null, e); // logged by the guarded handler
        }
    }

    private void settle(MailAddress recipient, Reply reply, Throwable failure) {
        SmtpReply answer = failure == null ? SmtpReply.of(reply).forOneRecipient() : Replies.FAILED;
        replies.put(recipient, answer);
        if (answer.code() < 300) {
            taken.run();
        }
        LOG.log(
                System.Logger.Level.INFO,
                "{0}: client={1} listener={2} from=<{3}> to=<{4}> size={5} reply={6}",
                mail.id(),
                mail.client().address().getAddress().getHostAddress(),
                mail.client().listener(),
                mail.envelope().reversePath().map(LogText::of).orElse(""),
                LogText.of(recipient),
                String.valueOf(mail.content().size()),
                answer);
    }
}
