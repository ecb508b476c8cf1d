package org.valija.admin.rest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.admin.message.Attachment;
import org.valija.admin.message.BodyText;
import org.valija.admin.message.HeaderField;
import org.valija.admin.message.MessageView;
import org.valija.sandbox.SandboxMessage;

/**
 * A message of the sandbox mailbox, as the list shows it.
 *
 * @param sender the reverse-path, empty for a bounce
 * @param size of the source in octets
 * @param time when it would have left, or when it came in for our postmaster
 * @param forPostmaster whether it came in for our postmaster
 */
public record SandboxEntry(
        String id,
        String sender,
        List<String> recipients,
        String subject,
        long size,
        Instant time,
        boolean forPostmaster) {

    static SandboxEntry of(SandboxMessage message) {
        return new SandboxEntry(
                message.id(),
                message.sender(),
                message.recipients(),
                message.subject(),
                message.size(),
                message.deliveredAt(),
                message.forPostmaster());
    }

    /**
     * A message with what it says.
     *
     * @param textCut whether the message has more text than {@code text}
     * @param problem why the message could not be read to its end
     */
    public record Whole(
            String id,
            String sender,
            List<String> recipients,
            String subject,
            long size,
            Instant time,
            boolean forPostmaster,
            List<HeaderField> headers,
            String text,
            boolean textCut,
            String html,
            boolean htmlCut,
            List<Attachment> attachments,
            String problem) {

        static Whole of(SandboxMessage message, MessageView view) {
            Optional<BodyText> text = view.text();
            Optional<BodyText> html = view.html();
            return new Whole(
                    message.id(),
                    message.sender(),
                    message.recipients(),
                    message.subject(),
                    message.size(),
                    message.deliveredAt(),
                    message.forPostmaster(),
                    view.headers(),
                    text.map(BodyText::text).orElse(null),
                    text.map(BodyText::cut).orElse(false),
                    html.map(BodyText::text).orElse(null),
                    html.map(BodyText::cut).orElse(false),
                    view.attachments(),
                    view.problem().orElse(null));
        }
    }
}
