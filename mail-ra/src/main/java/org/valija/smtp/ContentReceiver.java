package org.valija.smtp;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.valija.smtp.spool.Spool;
import org.valija.smtp.spool.SpoolFullException;
import org.valija.smtp.wire.LineBreakNormaliser;

/**
 * Takes the content of one message into its spool. Once something is wrong with it, the spool is given back at once, and
 * the rest is only drained: the client hears of it at the end (RFC 5321 section 4.1.1.4 knows no reply before).
 *
 * <p>For one thread; each call comes when the stage of the one before has completed.
 */
final class ContentReceiver {

    private static final System.Logger LOG = System.getLogger(ContentReceiver.class.getName());

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final String id;
    private final Spool spool;
    private final long maxSize;
    private final int maxHops;
    private final BareLineBreaks bareLineBreaks;
    private final LineBreakNormaliser normaliser = new LineBreakNormaliser();
    private final ContentInspector inspector = new ContentInspector();
    private final Optional<SubmittedHeader> submitted;
    private long size;
    /** Octets that line breaks alone have become longer by. */
    private long added;

    private SmtpReply refusal;

    /** What becomes of a CR or LF alone. */
    enum BareLineBreaks {
        /** The message is refused. */
        REFUSE,
        /** It becomes CR LF. */
        NORMALISE,
        /** It stays: the content has no lines (RFC 3030 section 3, BINARYMIME). */
        KEEP
    }

    /** @param submitted completes the header of a message from a user; empty for one from another server */
    ContentReceiver(
            String id,
            Spool spool,
            long maxSize,
            int maxHops,
            BareLineBreaks bareLineBreaks,
            Optional<SubmittedHeader> submitted) {
        this.id = id;
        this.spool = spool;
        this.maxSize = maxSize;
        this.maxHops = maxHops;
        this.bareLineBreaks = bareLineBreaks;
        this.submitted = submitted;
    }

    /** Our own header fields: they do not count for the client's limits. */
    CompletionStage<Void> prepend(byte[] header) {
        return toSpool(header, header.length);
    }

    /**
     * @return completes, always normally, when the array is free again
     */
    CompletionStage<Void> accept(byte[] octets, int length) {
        size += length;
        if (refusal != null) {
            return DONE;
        }
        if (size > maxSize) {
            refuse(Replies.tooLarge(maxSize));
            return DONE;
        }
        return bareLineBreaks == BareLineBreaks.NORMALISE && normaliser.changes(octets, length)
                ? normalised(octets, length)
                : inspected(octets, length);
    }

    private CompletionStage<Void> normalised(byte[] octets, int length) {
        byte[] normalised = new byte[2 * length];
        int normalisedLength = normaliser.normalise(octets, length, normalised);
        added += normalisedLength - length;
        if (size + added > maxSize) {
            refuse(Replies.tooLarge(maxSize));
            return DONE;
        }
        return inspected(normalised, normalisedLength);
    }

    private CompletionStage<Void> inspected(byte[] octets, int length) {
        inspector.inspect(octets, length);
        if (inspector.receivedFields() > maxHops) {
            refuse(Replies.LOOP);
            return DONE;
        }
        return submitted.isEmpty() || submitted.get().isOver()
                ? toSpool(octets, length)
                : headerToSpool(submitted.get(), octets, length);
    }

    private CompletionStage<Void> headerToSpool(SubmittedHeader header, byte[] octets, int length) {
        byte[] completed = header.complete(octets, length);
        return refusedWithoutFrom(header) ? DONE : toSpool(completed, completed.length);
    }

    private boolean refusedWithoutFrom(SubmittedHeader header) {
        if (header.isOver() && header.lacksFrom()) {
            refuse(Replies.NO_FROM);
            return true;
        }
        return false;
    }

    private CompletionStage<Void> toSpool(byte[] octets, int length) {
        return spool.append(octets, length).exceptionally(this::refuse);
    }

    /**
     * The end of the content.
     *
     * @return completes, always normally, when the spool can be read, if it is not refused
     */
    CompletionStage<Void> finish() {
        if (refusal == null && bareLineBreaks == BareLineBreaks.REFUSE && inspector.hasBareLineBreak()) {
            refuse(Replies.BARE_LINE_BREAK);
        }
        if (refusal == null && submitted.filter(header -> !header.isOver()).isPresent()) {
            return endOfHeader(submitted.get());
        }
        return refusal == null ? spool.finish().exceptionally(this::refuse) : DONE;
    }

    private CompletionStage<Void> endOfHeader(SubmittedHeader header) {
        byte[] rest = header.end();
        if (refusedWithoutFrom(header)) {
            return DONE;
        }
        return toSpool(rest, rest.length)
                .thenCompose(nothing -> refusal == null ? spool.finish().exceptionally(this::refuse) : DONE);
    }

    private Void refuse(Throwable failure) {
        if (failure instanceof SpoolFullException) {
            LOG.log(System.Logger.Level.WARNING, "{0}: refused for now: {1}", id, failure.getMessage());
        } else {
            LOG.log(System.Logger.Level.ERROR, id + ": can't be spooled", failure);
        }
        refuse(Replies.SPOOL_FULL);
        return null;
    }

    private void refuse(SmtpReply reply) {
        refusal = reply;
        spool.release();
    }

    /** Why the message can't be taken. */
    Optional<SmtpReply> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The octets that the client sent. */
    long size() {
        return size;
    }

    SpooledContent content() {
        return spool.file()
                .<SpooledContent>map(path -> new SpooledContent.InFile(path, spool.size()))
                .orElseGet(() -> new SpooledContent.InMemory(spool.octets(), (int) spool.size()));
    }

    /** The names, in lower case, of header fields that are ours although they stand among the client's. */
    Set<String> addedFields() {
        return submitted.map(SubmittedHeader::added).orElse(Set.of());
    }

    void release() {
        spool.release();
    }
}
