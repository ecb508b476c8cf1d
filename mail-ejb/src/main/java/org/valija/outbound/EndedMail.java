package org.valija.outbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.valija.MailId;
import org.valija.MailStatus;
import org.valija.trace.TraceEntry;

/** Tells of a message how it has ended, for those of its recipients for whom it has. */
final class EndedMail {

    private EndedMail() {}

    /** @param ended from the trace, the newest first; not empty */
    static MailStatus with(Optional<MailStatus> waiting, MailId id, List<TraceEntry> ended) {
        List<MailStatus.Ended> recipients = new ArrayList<>();
        for (TraceEntry entry : ended) {
            recipients.add(
                    0,
                    new MailStatus.Ended(
                            entry.recipient(),
                            entry.kind(),
                            entry.at(),
                            entry.attempts(),
                            entry.host(),
                            entry.detail()));
        }
        TraceEntry any = ended.get(0);
        return new MailStatus(
                id,
                any.queuedAt(),
                any.businessKey(),
                any.stream(),
                waiting.map(MailStatus::recipients).orElse(List.of()),
                recipients);
    }
}
