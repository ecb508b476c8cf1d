package org.valija.delivery;

import org.valija.content.Content;

/** A message, and what goes before it, which is made when it is first asked for. For one thread. */
final class Departure {

    private final Content content;
    private final AddedFields fields;
    private Content complete;

    Departure(Content content, AddedFields fields) {
        this.content = content;
        this.fields = fields;
    }

    /** Without what goes before it. */
    Content content() {
        return content;
    }

    /** As it leaves. */
    Content complete() throws NotReadyException {
        if (complete == null) {
            complete = content.behind(fields.make());
        }
        return complete;
    }
}
