package org.valija.admin.message;

import java.util.List;
import java.util.Optional;

/**
 * What a message says.
 *
 * @param headers in their order
 * @param text the first plain text
 * @param html the first HTML; hostile until shown in a frame that runs nothing
 * @param attachments all other leaves
 * @param problem why the message could not be read to its end, as a sentence; the rest is what came before
 */
public record MessageView(
        List<HeaderField> headers,
        Optional<BodyText> text,
        Optional<BodyText> html,
        List<Attachment> attachments,
        Optional<String> problem) {

    public MessageView {
        headers = List.copyOf(headers);
        attachments = List.copyOf(attachments);
    }
}
