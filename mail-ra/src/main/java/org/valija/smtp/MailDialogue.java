package org.valija.smtp;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.valija.DeliverBy;
import org.valija.ListenerKind;
import org.valija.MailAddress;
import org.valija.OriginalRecipient;
import org.valija.RecipientOptions;
import org.valija.Reply;
import org.valija.TransmissionOptions;
import org.valija.smtp.SmtpSession.Input;
import org.valija.smtp.grammar.BdatArguments;
import org.valija.smtp.grammar.MailArguments;
import org.valija.smtp.grammar.RcptArguments;
import org.valija.smtp.grammar.SmtpSyntaxException;
import org.valija.smtp.log.LogText;
import org.valija.spi.Extension;
import org.valija.spi.ListenerSettings;

/**
 * The part of a session that is about mail: from MAIL to the reply to the end of data, one transaction after another. Like
 * {@link SmtpSession} it does no I/O and is for one thread.
 */
final class MailDialogue {

    private static final System.Logger LOG = System.getLogger(MailDialogue.class.getName());

    private final SessionSurroundings surroundings;
    private final ListenerSettings listener;
    private final SessionTally tally;
    /** RFC 2033: at the end of data each recipient has a reply of its own. */
    private final boolean lmtp;

    private MailTransaction transaction;
    /** Of the content of the transaction, and of chunks that are refused without one. */
    private ContentPace pace;

    private Optional<Input> expects = Optional.empty();
    private BdatArguments chunk;
    /** The reply to a chunk that was refused before it came. */
    private Optional<SmtpReply> chunkRefusal = Optional.empty();

    /** Read by deliveries, too. */
    private volatile boolean disconnected;

    /** @param tally told of what was taken */
    MailDialogue(SessionSurroundings surroundings, ListenerSettings listener, SessionTally tally) {
        this.surroundings = surroundings;
        this.listener = listener;
        this.tally = tally;
        this.lmtp = listener.kind() == ListenerKind.LMTP;
        this.pace = newPace();
    }

    private ContentPace newPace() {
        return new ContentPace(
                surroundings.settings().limits(),
                surroundings.settings().timeouts().content());
    }

    /** Whether there was a MAIL whose transaction has not ended. */
    boolean inTransaction() {
        return transaction != null;
    }

    /** The kind of content that is to come, or nothing while commands do. */
    Optional<Input> expects() {
        return expects;
    }

    long chunkSize() {
        return chunk.size();
    }

    /** The time that the client takes for the message that it sends, or will send. */
    ContentPace pace() {
        return pace;
    }

    /** RFC 5321 section 4.1.1.5, RSET: the envelope and the content; the rest of the session stays. */
    void forget() {
        expects = Optional.empty();
        if (transaction != null) {
            transaction.release();
            ended();
        }
    }

    private void ended() {
        transaction = null;
        pace = newPace();
    }

    /** A delivery that is under way goes on; all else is given back. */
    void disconnected() {
        disconnected = true;
        forget();
    }

    // ---- the envelope ----

    /** @param offered the extensions whose parameters are allowed */
    Step mail(Peer peer, String argument, Set<Extension> offered) throws SmtpSyntaxException {
        if (transaction != null) {
            return Step.respond(Replies.NESTED_MAIL); // RFC 5321 section 4.1.4
        }
        MailArguments mail =
                MailArguments.parse(argument, offered, surroundings.clock().instant());
        if (!mail.options().smtpUtf8()
                && mail.reversePath().filter(MailAddress::isInternational).isPresent()) {
            return Step.respond(Replies.NEEDS_SMTPUTF8); // RFC 6531 section 3.5
        }
        // RFC 1870 section 6.1: refused before it is sent.
        if (mail.declaredSize() > listener.maxMessageSize()) {
            return Step.respond(Replies.tooLarge(listener.maxMessageSize()));
        }
        if (!surroundings.spool().hasRoomFor(Math.max(1, mail.declaredSize()))) {
            return Step.respond(Replies.SPOOL_FULL);
        }
        Optional<SmtpReply> impossible = impossible(mail.options());
        if (impossible.isPresent()) {
            return Step.respond(impossible.get());
        }
        if (peer.authentication().isEmpty()) {
            return begin(peer, mail);
        }
        CompletionStage<Reply> decision = surroundings
                .handler()
                .sender(peer.client(), peer.authentication().get(), mail.reversePath());
        return Step.await(decision, surroundings.settings().timeouts().recipient(), (reply, failure) -> {
            if (failure != null) {
                return Step.respond(Replies.FAILED);
            }
            return reply.isPositive() && !disconnected ? begin(peer, mail) : Step.respond(SmtpReply.of(reply));
        });
    }

    private Step begin(Peer peer, MailArguments mail) {
        if (!surroundings.networks().takeMessage(peer.client().address().getAddress())) {
            return Step.respond(Replies.MESSAGES_TOO_FAST);
        }
        pace = newPace();
        transaction = new MailTransaction(surroundings.ids().next(), mail);
        return Step.respond(Replies.SENDER_OK);
    }

    private Optional<SmtpReply> impossible(TransmissionOptions options) {
        ExtensionSettings allowed = surroundings.settings().extensions();
        Instant now = surroundings.clock().instant();
        if (options.holdUntil().isPresent()) {
            Instant until = options.holdUntil().get();
            if (until.isBefore(now)) {
                return Optional.of(Replies.HOLD_IN_THE_PAST);
            }
            // RFC 4865 section 5.2.2
            if (options.deliverBy().filter(by -> until.isAfter(by.deadline())).isPresent()) {
                return Optional.of(Replies.HELD_BEYOND_DEADLINE);
            }
            if (until.isAfter(now.plus(allowed.maxHold()))) {
                return Optional.of(Replies.heldTooLong(allowed.maxHold()));
            }
        }
        return options.deliverBy()
                .filter(by -> by.mode() == DeliverBy.Mode.RETURN)
                .filter(by -> by.deadline().isBefore(now.plus(allowed.minDeliverBy())))
                .map(by -> Replies.deliverByTooShort(allowed.minDeliverBy()));
    }

    /** @param offered the extensions whose parameters are allowed */
    Step rcpt(Peer peer, String argument, Set<Extension> offered) throws SmtpSyntaxException {
        if (transaction == null) {
            return Step.respond(Replies.MAIL_FIRST);
        }
        MailTransaction current = transaction;
        if (current.content().isPresent()) {
            return Step.respond(Replies.CHUNKS_BEGUN);
        }
        RcptArguments rcpt =
                RcptArguments.parse(argument, surroundings.settings().hostName(), offered, current.smtpUtf8());
        MailAddress recipient = rcpt.recipient();
        if (!current.smtpUtf8() && recipient.isInternational()) {
            return Step.respond(Replies.NEEDS_SMTPUTF8);
        }
        boolean again = current.hasRecipient(recipient);
        if (again && !lmtp) {
            return Step.respond(Replies.RECIPIENT_AGAIN);
        }
        if (current.acceptedCount() >= listener.maxRecipients()) {
            return Step.respond(Replies.TOO_MANY_RECIPIENTS); // RFC 5321 section 4.5.3.1.10
        }
        if (again) {
            current.acceptedAgain(recipient); // RFC 2033 section 4.2: this one has its own reply at the end, too
            return Step.respond(Replies.RECIPIENT_AGAIN);
        }
        if (!surroundings.networks().takeRecipient(peer.client().address().getAddress())) {
            return Step.respond(Replies.RECIPIENTS_TOO_FAST);
        }
        CompletionStage<RecipientAnswer> decision = surroundings
                .handler()
                .recipient(peer.client(), current.reversePath(), current.declaredSize(), current.options(), recipient);
        return Step.await(decision, surroundings.settings().timeouts().recipient(), (answer, failure) -> {
            if (failure == null && answer.reply().isPositive()) {
                current.addRecipient(answer.recipient(), optionsFor(answer.recipient(), recipient, rcpt.options()));
                tally.recipientTaken();
                return Step.respond(SmtpReply.of(answer.reply()));
            }
            current.recipientRefused();
            if (failure != null) {
                return Step.respond(Replies.FAILED);
            }
            SmtpReply refusal = SmtpReply.of(answer.reply());
            // What is wrong with us is no error of the client's; who asks for one address after another collects them.
            return Step.respond(answer.reply().code() >= 500 ? refusal.asClientError() : refusal);
        });
    }

    /** RFC 3461 section 5.2.1: who was redirected goes on under the name that the sender knows. */
    private static RecipientOptions optionsFor(MailAddress taken, MailAddress given, RecipientOptions options) {
        boolean named = options.originalRecipient().isPresent();
        if (named || taken.equals(given)) {
            return options;
        }
        String type = given.isInternational() ? "utf-8" : "rfc822"; // RFC 6533 section 3
        return new RecipientOptions(
                options.notifications(), Optional.of(new OriginalRecipient(type, given.toString())));
    }

    // ---- the content ----

    Step data(Peer peer) {
        Optional<SmtpReply> refusal = contentRefusal();
        if (refusal.isPresent()) {
            return Step.respond(refusal.get());
        }
        if (transaction.content().isPresent()) {
            return Step.respond(Replies.CHUNKS_BEGUN); // RFC 3030 section 2
        }
        if (transaction.options().body() == TransmissionOptions.Body.BINARY_MIME) {
            return Step.respond(Replies.BINARY_NEEDS_BDAT);
        }
        return Step.await(beginContent(peer), (nothing, failure) -> {
            if (disconnected) {
                return Step.GO_ON;
            }
            Optional<SmtpReply> noRoom = transaction.content().flatMap(ContentReceiver::refusal);
            if (noRoom.isPresent()) {
                return refused(noRoom.get(), peer);
            }
            expects = Optional.of(Input.DATA);
            return Step.respond(Replies.START_DATA);
        });
    }

    Step bdat(Peer peer, String argument) throws SmtpSyntaxException {
        return takeChunk(peer, argument, contentRefusal());
    }

    /**
     * RFC 3030 section 2: the octets follow the command whatever the reply will be, so they are taken first.
     *
     * @param refusal the reply, if it is certain already that they are taken for nothing
     */
    Step takeChunk(Peer peer, String argument, Optional<SmtpReply> refusal) {
        try {
            chunk = BdatArguments.parse(argument);
        } catch (SmtpSyntaxException e) {
            // How many octets to skip is anyone's guess; content must not be read as commands.
            return Step.respondAndClose(Replies.syntax(e));
        }
        chunkRefusal = refusal;
        expects = Optional.of(Input.CHUNK);
        if (refusal.isPresent() || transaction.content().isPresent()) {
            return Step.GO_ON;
        }
        return Step.await(beginContent(peer), (nothing, failure) -> Step.GO_ON);
    }

    /** RFC 5321 section 3.3: 503 where there was no MAIL or RCPT, 554 where all recipients were refused. */
    private Optional<SmtpReply> contentRefusal() {
        if (transaction == null) {
            return Optional.of(Replies.MAIL_FIRST);
        }
        // RFC 2033 section 4.2: with LMTP it is 503, too
        if (transaction.hasOnlyRefusedRecipients() && !lmtp) {
            return Optional.of(Replies.NO_VALID_RECIPIENTS);
        }
        return transaction.recipients().isEmpty() ? Optional.of(Replies.RCPT_FIRST) : Optional.empty();
    }

    /** Opens the spool, with our own header fields as the first that is in it. */
    private CompletionStage<Void> beginContent(Peer peer) {
        MailTransaction current = transaction;
        byte[] returnPath = TraceHeader.returnPath(current.reversePath());
        byte[] received = TraceHeader.received(
                peer,
                lmtp,
                current.smtpUtf8(),
                surroundings.settings().hostName(),
                current.id(),
                current.recipients(),
                current.options().priority(),
                surroundings.clock().instant());
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(returnPath);
        header.writeBytes(received);
        ContentReceiver receiver = new ContentReceiver(
                current.id(),
                surroundings.spool().create(current.id()),
                listener.maxMessageSize(),
                surroundings.settings().limits().maxHops(),
                bareLineBreaks(),
                submittedHeader());
        current.begin(receiver, returnPath.length);
        return receiver.prepend(header.toByteArray());
    }

    /** RFC 6409 section 8: on listeners for users only; mail from other servers is not ours to change. */
    private Optional<SubmittedHeader> submittedHeader() {
        String messageId =
                "<" + transaction.id() + "@" + surroundings.settings().hostName() + ">";
        return listener.kind().isSubmission()
                ? Optional.of(
                        new SubmittedHeader(messageId, surroundings.clock().instant()))
                : Optional.empty();
    }

    private ContentReceiver.BareLineBreaks bareLineBreaks() {
        if (transaction.options().body() == TransmissionOptions.Body.BINARY_MIME) {
            return ContentReceiver.BareLineBreaks.KEEP; // RFC 3030 section 3; it is never relayed
        }
        return switch (listener.options().lineBreaks()) {
            case STRICT -> ContentReceiver.BareLineBreaks.REFUSE;
            case NORMALISE -> ContentReceiver.BareLineBreaks.NORMALISE;
        };
    }

    Step content(byte[] octets, int length) {
        if (chunkRefusal.isPresent()) {
            return Step.GO_ON; // drained
        }
        CompletionStage<Void> taken = transaction.content().orElseThrow().accept(octets, length);
        return Step.await(taken, (nothing, failure) -> Step.GO_ON);
    }

    Step endOfContent(Peer peer) {
        boolean isChunk = expects.orElseThrow() == Input.CHUNK;
        expects = Optional.empty();
        return isChunk ? endOfChunk(peer) : endOfMessage(peer);
    }

    private Step endOfChunk(Peer peer) {
        if (chunkRefusal.isPresent()) {
            SmtpReply reply = chunkRefusal.get();
            chunkRefusal = Optional.empty();
            if (transaction == null) {
                pace = newPace();
            }
            return Step.respond(reply);
        }
        Optional<SmtpReply> refusal = transaction.content().orElseThrow().refusal();
        if (refusal.isPresent()) {
            // RFC 3030 section 2: a chunk that failed fails the transaction; what was pipelined behind gets 503.
            return chunk.last() ? refusedForEach(refusal.get(), peer) : refused(refusal.get(), peer);
        }
        if (chunk.last()) {
            return endOfMessage(peer);
        }
        tally.chunkTaken(chunk.size());
        return Step.respond(Replies.chunkTaken(chunk.size()));
    }

    // ---- the end of data ----

    private Step endOfMessage(Peer peer) {
        ContentReceiver content = transaction.content().orElseThrow();
        Instant receivedAt = surroundings.clock().instant();
        return Step.await(content.finish(), (nothing, failure) -> {
            if (disconnected) {
                return Step.GO_ON; // nobody would hear that it is taken, so it isn't
            }
            Optional<SmtpReply> refusal = content.refusal();
            return refusal.isPresent() ? refusedForEach(refusal.get(), peer) : deliver(peer, content, receivedAt);
        });
    }

    private Step refused(SmtpReply reply, Peer peer) {
        log(transaction, peer, reply);
        forget();
        return Step.respond(reply);
    }

    /** At the end of data: with LMTP as often as there are recipients that were accepted. */
    private Step refusedForEach(SmtpReply reply, Peer peer) {
        int replies = transaction.acceptedCount();
        Step refused = refused(reply, peer);
        return lmtp ? new Step.RespondEach(Collections.nCopies(replies, reply), Step.GO_ON) : refused;
    }

    private Step deliver(Peer peer, ContentReceiver content, Instant receivedAt) {
        MailTransaction delivered = transaction;
        IncomingMail mail = new IncomingMail(
                delivered.id(),
                peer.client(),
                peer.authentication(),
                delivered.envelope(),
                content.content(),
                delivered.returnPathLength(),
                content.addedFields(),
                receivedAt,
                new ReplyWait(() -> disconnected));
        // From the beginning of a delivery the spool is that one's, whatever becomes of the connection.
        if (lmtp) {
            RecipientDeliveries deliveries = new RecipientDeliveries(
                    surroundings,
                    mail,
                    delivered.accepted(),
                    tally::messageTaken,
                    content::release,
                    () -> disconnected);
            ended();
            return deliveries.next();
        }
        CompletionStage<Reply> delivery =
                surroundings.handler().deliver(mail).whenComplete((reply, failure) -> content.release());
        ended();
        Duration limit = surroundings.settings().timeouts().delivery();
        return Step.awaitUnlessGivenUp(delivery, limit, mail.replyWait(), (reply, failure) -> {
            SmtpReply answer = failure == null ? SmtpReply.of(reply) : Replies.FAILED;
            log(delivered, peer, answer);
            if (answer.code() < 300) {
                tally.messageTaken();
            }
            if (disconnected) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0}: the client was gone before it could get the reply",
                        delivered.id());
            }
            return Step.respond(answer);
        });
    }

    private static void log(MailTransaction ended, Peer peer, SmtpReply reply) {
        LOG.log(
                System.Logger.Level.INFO,
                "{0}: client={1} listener={2} from=<{3}> recipients={4} size={5} reply={6}",
                ended.id(),
                peer.client().address().getAddress().getHostAddress(),
                peer.client().listener(),
                ended.reversePath().map(LogText::of).orElse(""),
                String.valueOf(ended.recipients().size()),
                ended.content().map(c -> String.valueOf(c.size())).orElse("0"),
                reply);
    }
}
