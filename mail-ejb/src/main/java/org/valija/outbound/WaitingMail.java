package org.valija.outbound;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.MailAddress;
import org.valija.MailId;

/**
 * A message that waits in the deferred store, for the recipients of one destination domain.
 *
 * @param key the row's key: a message with several destinations has several
 * @param id the message's id
 * @param destination the recipients' domain
 * @param reversePath empty for a bounce
 * @param recipients those that are still to be delivered to
 * @param subject of the message, possibly empty
 * @param size in octets
 * @param queuedAt when the application sent it
 * @param attempts how often delivery was tried
 * @param nextAttempt when it is tried again; in the year 9999 for what an administrator keeps back
 * @param expires when it is given up
 * @param lastError the last reply of the next hop, or why there was none
 * @param stream the stream of mail that it belongs to
 * @param businessKey what its sender calls it
 * @param lane the destination, or the {@code host:port} that an administrator has sent it to instead
 * @param instruction what an administrator has ordered about it
 * @param pausedBy the standing order that it waits for
 */
public record WaitingMail(
        String key,
        MailId id,
        String destination,
        Optional<MailAddress> reversePath,
        List<MailAddress> recipients,
        String subject,
        long size,
        Instant queuedAt,
        int attempts,
        Instant nextAttempt,
        Instant expires,
        String lastError,
        String stream,
        Optional<String> businessKey,
        String lane,
        Optional<Instruction> instruction,
        Optional<Long> pausedBy) {

    /** What it waits for. */
    public enum State {
        /** Its next attempt. */
        WAITING,
        /** That an administrator releases it. */
        HELD,
        /** The end of a standing order. */
        PAUSED,
        /** It is about to be returned or given up. */
        ENDING
    }

    public State state() {
        if (instruction.isPresent()) {
            return instruction.get().kind() == Instruction.Kind.HOLD ? State.HELD : State.ENDING;
        }
        return pausedBy.isPresent() ? State.PAUSED : State.WAITING;
    }

    /** The smart host that an administrator has sent it to. */
    public Optional<String> detour() {
        return Optional.of(lane).filter(where -> !where.equals(destination));
    }
}
