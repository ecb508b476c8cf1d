package org.valija.outbound;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.valija.content.ContentSource;

/** A ready queue in memory. */
final class QueuedMails extends ReadyQueue {

    final List<QueuedMail> mails = new ArrayList<>();
    final List<String> contents = new ArrayList<>();

    @Override
    public void put(List<QueuedMail> queued, ContentSource content) throws IOException {
        mails.addAll(queued);
        contents.add(new String(content.open().readAllBytes(), StandardCharsets.UTF_8));
    }
}
